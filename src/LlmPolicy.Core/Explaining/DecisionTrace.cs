using LlmPolicy.Evaluation;
using LlmPolicy.Http;
using LlmPolicy.Routing;

namespace LlmPolicy.Explaining;

/// <summary>
/// Writes down the steps of one decision as the evaluators come to them; who may pass is in <c>DecisionTrace.Access.cs</c>. It asks conditions
/// again for their part in the outcome, and decides nothing. No query and no header's value is written: they may hold a token.
/// </summary>
internal sealed partial class DecisionTrace(ClaimDetail detail)
{
    private readonly List<ExplanationStep> _steps = [];

    public IReadOnlyList<ExplanationStep> Steps => _steps;

    public void BadHeader(HeaderField header) => Add(
        ExplanationSubject.Request, ExplanationResult.DoesNotFit, HeaderSyntax.IsName(header.Name) ? $"header {header.Name} holds control characters" : "a header's name is no token");

    public void Unsound(Refusal refusal) => Add(ExplanationSubject.Request, ExplanationResult.DoesNotFit, refusal.Reason switch
    {
        ReasonCodes.Version => "HTTP/1.0: HTTP/1.1 is asked for",
        ReasonCodes.Framing => "the body's length has no one reading: Content-Length and Transfer-Encoding",
        _ => "Connection names too many headers or one that has to stay, or stands where there is none",
    });

    public void Target(RequestTarget target) => Add(ExplanationSubject.Request, ExplanationResult.Noted, $"path {target.Path}, once normalised");

    /// <summary>No host fits: here are those that do not.</summary>
    public void NoHost(string scheme, string authority, Listeners listeners)
    {
        Add(ExplanationSubject.VirtualHost, ExplanationResult.DoesNotFit, $"no virtual host answers for {authority} over {scheme}{(listeners.Hosts.Any() ? "; there are:" : ": there is none")}");
        foreach (var host in listeners.Hosts)
        {
            string tls = listeners.Plain.Hosts.Contains(host) ? "" : ", over https alone";
            Add(ExplanationSubject.VirtualHost, ExplanationResult.DoesNotFit, $"{host.Service}: domains {string.Join(", ", host.Domains)}{tls}", host.Position, 1);
        }
    }

    public void Host(string authority, VirtualHostPolicy host) => Add(
        ExplanationSubject.VirtualHost, ExplanationResult.Fits, $"host {authority}: {host.Service}, domains {string.Join(", ", host.Domains)}", host.Position);

    public void RouteAgain() => Add(ExplanationSubject.Route, ExplanationResult.Noted, "headers were made of claims: the routes are tried again");

    /// <summary>A route that was tried; its matchers up to the one that fits.</summary>
    public void Route(Exchange exchange, RoutePolicy route)
    {
        int matched = Array.FindIndex(route.Matchers, matcher => matcher.FindMismatch(exchange) is null);
        var result = matched < 0 ? ExplanationResult.DoesNotFit : ExplanationResult.Fits;
        if (route.Matchers is [var only])
        {
            Add(ExplanationSubject.Route, result, $"route {route.Info.Name}: {Match(only, exchange)}", route.Info.Position);
            return;
        }

        Add(ExplanationSubject.Route, result, $"route {route.Info.Name}: {(matched < 0 ? "no matcher fits" : $"matchers[{matched}] fits")}", route.Info.Position);
        foreach (var (index, matcher) in route.Matchers.Take(matched < 0 ? route.Matchers.Length : matched + 1).Index())
        {
            Add(
                ExplanationSubject.Matcher, index == matched ? ExplanationResult.Fits : ExplanationResult.DoesNotFit,
                $"matchers[{index}]: {Match(matcher, exchange)}", matcher.Position, 1);
        }
    }

    public void Strictness(Refusal objection) => Add(
        ExplanationSubject.Strictness, ExplanationResult.DoesNotFit,
        $"Envoy would forward this; a rule of strictness refuses it ({objection.Reason})", objection.Position);

    public void Forward(Forwarding forwarding, SourcePosition position, int destinations)
    {
        string choice = destinations > 1 ? $", drawn from {destinations} by weight" : "";
        Add(ExplanationSubject.Upstream, ExplanationResult.Noted, $"to {forwarding.Upstream}{choice}", position);
        Add(ExplanationSubject.Path, ExplanationResult.Noted, $"path sent: {forwarding.Target.Split('?')[0]}", position);
        Add(ExplanationSubject.Host, ExplanationResult.Noted, $"Host sent: {forwarding.Host ?? "the address of the upstream's host"}", position);
        foreach (var change in forwarding.RequestHeaders)
        {
            Add(ExplanationSubject.Header, ExplanationResult.Noted, HeaderWords(change), change.Origin);
        }
    }

    /// <summary>Changes of the headers of an answer of the policy's own.</summary>
    public void Answer(IReadOnlyList<HeaderChange> changes)
    {
        foreach (var change in changes)
        {
            Add(ExplanationSubject.Header, ExplanationResult.Noted, $"of the answer, {HeaderWords(change)}", change.Origin);
        }
    }

    public void Decided(PolicyDecision decision) => Add(
        ExplanationSubject.Decision,
        decision.Response is { StatusCode: >= 400 } ? ExplanationResult.DoesNotFit : ExplanationResult.Fits,
        DecisionWords(decision),
        decision.Position);

    private static string Match(RouteMatcher matcher, Exchange exchange) => matcher.FindMismatch(exchange) switch
    {
        null => $"{matcher} fits",
        IPathMatcher path => $"{path.Summary} does not fit the path",
        MethodCondition methods => $"method is none of {string.Join(", ", methods.Names)}",
        var condition => $"{condition} does not hold",
    };

    private static string HeaderWords(HeaderChange change) => (change.Kind, change.Secret) switch
    {
        (HeaderChangeKind.Remove, _) => $"header {change.Name} is removed",
        (HeaderChangeKind.Set, null) => $"header {change.Name} is set",
        (_, null) => $"header {change.Name} is appended",
        (HeaderChangeKind.Set, { } secret) => $"the headers of secret {secret} are set",
        (_, { } secret) => $"the headers of secret {secret} are appended: what the client sent under their names stays",
    };

    private static string DecisionWords(PolicyDecision decision) => decision switch
    {
        { Response: { } response } => $"answered with {response.StatusCode}: {decision.Reason}",
        { Forwarding: not null } => $"goes upstream: {decision.Reason}",
        _ => $"keys have to be fetched first: {decision.Reason}",
    };

    private void Add(ExplanationSubject subject, ExplanationResult result, string text, SourcePosition? position = null, int depth = 0) =>
        _steps.Add(new ExplanationStep(subject, result, text, position, depth));
}
