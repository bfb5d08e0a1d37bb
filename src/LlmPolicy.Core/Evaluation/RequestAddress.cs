using LlmPolicy.Codec;
using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Evaluation;

/// <summary>Where a request leads to, by its form, its target and its host.</summary>
/// <param name="Request">The request.</param>
/// <param name="Target">Its target.</param>
/// <param name="HasConnection">Whether its <c>Connection</c> header names others.</param>
/// <param name="Listener">The listener that it reaches.</param>
/// <param name="Host">The virtual host that answers.</param>
internal readonly record struct RequestAddress(PolicyRequest Request, RequestTarget Target, bool HasConnection, Listener Listener, VirtualHostPolicy Host)
{
    private static readonly Refusal BadHeader = new(ReasonCodes.HeaderInvalid, 400, "Bad Request");
    private static readonly Refusal NoHost = new(ReasonCodes.NoVirtualHost, 404, "");

    /// <summary>Reads the address of a request; null if it has none, and why.</summary>
    public static RequestAddress? Read(PolicyRequest request, Listeners listeners, Findings? findings, out Refusal? refusal)
    {
        var headers = request.Headers;
        for (int i = 0; i < headers.Count; i++)
        {
            if (!HttpSyntax.IsHeader(headers[i]))
            {
                findings?.BadHeader(headers[i]);
                refusal = BadHeader;
                return null;
            }
        }

        refusal = RequestCodec.Check(request, out bool hasConnection);
        if (refusal is not null || RequestLine.Read(request, out refusal) is not { } target)
        {
            return null;
        }

        findings?.Target(target);
        var listener = listeners.For(request.Scheme);
        if (listener.Find(target.Authority) is not { } host)
        {
            findings?.NoHost(request.Scheme, target.Authority, listeners);
            refusal = NoHost;
            return null;
        }

        findings?.Host(target.Authority, host);
        return new RequestAddress(request, target, hasConnection, listener, host);
    }

    /// <summary>The request's way through the policy, at its beginning.</summary>
    public Exchange Begin(PolicyFacts facts, DateTimeOffset now, Findings? findings)
    {
        var exchange = Exchange.Begin(Request, facts, now, Target, findings);
        if (HasConnection)
        {
            ConnectionHeader.RemoveNamed(exchange);
        }

        return exchange;
    }
}
