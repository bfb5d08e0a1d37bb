using LlmPolicy.Headers;
using LlmPolicy.Routing;

namespace LlmPolicy;

/// <summary>How a request goes upstream. It names secrets and holds none.</summary>
public sealed class Forwarding : DecisionResult
{
    private readonly ForwardAction _action;
    private readonly ForwardDestination _destination;
    private readonly ResponseHeaderPlan? _responseHeaders;

    internal Forwarding(ForwardAction action, ForwardDestination destination, ResponseHeaderPlan? responseHeaders) =>
        (_action, _destination, _responseHeaders) = (action, destination, responseHeaders);

    /// <summary>The Upstream to send to (<c>routeAction</c>).</summary>
    public ResourceName Upstream => _destination.Upstream;

    /// <summary>The request target to send, byte for byte: normalised, rewritten, the caller's query token removed.</summary>
    public string Target { get; internal init; } = "";

    /// <summary>The <c>Host</c> to send; null: the address of the upstream's host that is picked (<c>autoHostRewrite</c>).</summary>
    public string? Host { get; internal init; }

    /// <summary>Changes of the request's headers, in order: the caller's token first, then claims, then the manifest's.</summary>
    public IReadOnlyList<HeaderChange> RequestHeaders { get; internal init; } = [];

    /// <summary>
    /// Names of the headers that hold claims alone (<c>claimsToHeaders</c> without <c>append</c>). They are taken off before <see cref="RequestHeaders"/>, also where the
    /// request that was decided on had none: a middleware may put one there before the decision is applied.
    /// </summary>
    public IReadOnlyList<string> OwnedHeaders { get; internal init; } = [];

    /// <summary>
    /// The body to send in the place of the one that came; null: the one that came. <see cref="RequestHeaders"/> take off what speaks of the other's bytes; its length is the host's to say.
    /// </summary>
    public ReadOnlyMemory<byte>? Body { get; internal init; }

    /// <summary>What is to happen once the request is sent, in order.</summary>
    public IReadOnlyList<PolicyEffect> Effects { get; internal init; } = [];

    /// <summary>How long the whole response may take (<c>timeout</c>); null: no bound.</summary>
    public TimeSpan? Timeout => _action.Timeout;

    /// <summary>When the request is sent once more (<c>retries</c>); null: never.</summary>
    public RetryPolicy? Retries => _action.Retries;

    /// <summary>How long nothing may come or go, in either direction (<c>idleTimeout</c>); zero: no bound; null: the host's own.</summary>
    public TimeSpan? IdleTimeout => _action.IdleTimeout;

    /// <summary>How long all may take, from the request's first line on (<c>maxStreamDuration</c>); null: no bound.</summary>
    public TimeSpan? MaxStreamDuration => _action.MaxStreamDuration;

    /// <summary>Whether the response's headers may change at all.</summary>
    public bool ChangesResponse => _responseHeaders is not null;

    /// <summary>
    /// The changes of the response's headers, once there is one (<c>responseHeadersToAdd</c>, <c>responseHeadersToRemove</c>). They stand on an answer that the
    /// gateway gives in the upstream's place, too.
    /// </summary>
    /// <param name="answer">What was answered.</param>
    public IReadOnlyList<HeaderChange> ResponseHeaders(UpstreamAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return _responseHeaders?.Evaluate(AnswerFacts.Of(answer), answer.Headers) ?? [];
    }

    /// <summary>The answer that the gateway gives in the upstream's place, with the response headers of destination, route and host.</summary>
    /// <param name="answer">What is answered, and why.</param>
    /// <param name="body">The body (<c>text/plain</c>, unless a response header says otherwise); empty for none.</param>
    public PolicyResponse Respond(UpstreamAnswer answer, string body)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(body);
        return PolicyResponse.Text(answer.StatusCode, body, _responseHeaders?.Apply(AnswerFacts.Of(answer), answer.Headers) ?? answer.Headers);
    }
}
