using LlmPolicy.Explaining;
using LlmPolicy.Headers;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>One request on its way through the policy: what it is by now, and who turned out to send it.</summary>
internal sealed class Exchange(EvaluationContext context, RequestTarget target)
{
    private readonly List<VerifiedCaller> _callers = [];

    public PolicyRequest Request => context.Request;

    public RemoteKeySets Keys => context.Keys;

    public DateTimeOffset Now => context.Now;

    /// <summary>Where the steps are written down; null unless the decision is to be explained.</summary>
    public DecisionTrace? Trace => context.Trace;

    public RequestTarget Target { get; private set; } = target;

    public HeaderView Headers { get; } = new(context.Request.Headers);

    /// <summary>Verified callers, in the order of verification.</summary>
    public IReadOnlyList<VerifiedCaller> Callers => _callers;

    /// <summary>What a strictness rule holds against the request, should it be forwarded; the first one counts.</summary>
    public Refusal? Objection { get; private set; }

    /// <summary>Whether headers were made of claims, so that another route may match.</summary>
    public bool RouteIsStale { get; set; }

    public void Verified(VerifiedCaller caller) => _callers.Add(caller);

    public void Object(Refusal objection) => Objection ??= objection;

    public void RemoveQueryParameter(string name) => Target = Target.WithoutQueryParameter(name);

    /// <summary>A header, or one of HTTP/2's pseudo-headers, as matchers and templates name them.</summary>
    public string? Header(string name) => name switch
    {
        _ when !name.StartsWith(':') && !name.Equals("host", StringComparison.OrdinalIgnoreCase) => Headers.First(name),
        _ => Pseudo(name),
    };

    public string? Pseudo(string name) => name.ToLowerInvariant() switch
    {
        ":path" => Target.PathAndQuery,
        ":method" => Request.Method,
        ":authority" or "host" => Target.Authority,
        ":scheme" => Request.Scheme,
        _ => null,
    };
}
