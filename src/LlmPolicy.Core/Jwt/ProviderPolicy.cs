using LlmPolicy.Evaluation;
using LlmPolicy.Jwt.Tokens;
using LlmPolicy.Rbac;

namespace LlmPolicy.Jwt;

/// <summary>A JWT provider, compiled.</summary>
internal sealed class ProviderPolicy
{
    public required string Name { get; init; }

    /// <summary>The issuer asked for; empty: any, or none.</summary>
    public required string Issuer { get; init; }

    public required AudienceList Audiences { get; init; }

    public required IKeySource Keys { get; init; }

    /// <summary>In Envoy's order; tokens are verified in the opposite one.</summary>
    public required ITokenLocation[] Locations { get; init; }

    public required bool KeepToken { get; init; }

    public required ClaimHeader[] ClaimHeaders { get; init; }

    public required ulong ClockSkewSeconds { get; init; }

    public required IReadOnlySet<string> LaxRules { get; init; }

    public required SourcePosition Position { get; init; }

    /// <summary>Verifies every token at the provider's places: all of them have to be good.</summary>
    public ProviderVerdict Verify(Exchange exchange)
    {
        var tokens = exchange.FindTokens(Locations);
        exchange.Trace?.Tokens(this, tokens);
        if (tokens.Count == 0)
        {
            return new ProviderVerdict(JwtStatus.Missing, null);
        }

        ProviderVerdict verdict = default;
        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            verdict = Verify(exchange, tokens[i]);
            if (verdict.Status != JwtStatus.Ok)
            {
                return verdict;
            }
        }

        return tokens.Count == 1 ? verdict : new ProviderVerdict(JwtStatus.Ok, null);
    }

    /// <summary>Takes a verified token's caller for the request's.</summary>
    public void Accept(Exchange exchange, VerifiedCaller caller, ITokenLocation location)
    {
        exchange.Verified(caller);

        // What the client sent under a claim's name may have picked the route, and is gone.
        exchange.RouteIsStale |= ClaimHeaders.Length > 0;
        foreach (var header in ClaimHeaders)
        {
            header.Put(exchange, caller);
        }

        if (!KeepToken)
        {
            location.Strip(exchange);
        }
    }

    /// <summary>Unsigned and wrapping, as Envoy adds.</summary>
    public JwtStatus CheckTime(ulong notBefore, ulong expires, DateTimeOffset now)
    {
        ulong seconds = (ulong)Math.Max(0, now.ToUnixTimeSeconds());
        return unchecked(seconds + ClockSkewSeconds) < notBefore ? JwtStatus.NotYetValid
            : expires != 0 && seconds > unchecked(expires + ClockSkewSeconds) ? JwtStatus.Expired
            : JwtStatus.Ok;
    }

    private ProviderVerdict Verify(Exchange exchange, FoundToken found)
    {
        var status = exchange.Read(found.Text, LaxRules, out var token);
        bool isRead = status == JwtStatus.Ok;
        status = isRead ? CheckClaims(token, exchange.Now) : status;

        // Keys come last, as in Envoy: a token that is refused anyhow fetches nothing.
        KeySet? keys = null;
        RemoteJwks? needed = null;
        if (status == JwtStatus.Ok)
        {
            keys = Keys.Find(exchange);
            status = keys is null ? JwtStatus.KeysUnavailable : keys.Verify(token);
            needed = status == JwtStatus.Ok ? null : Keys.Needed(exchange, keys, token);
        }

        exchange.Trace?.Token(this, found.Location, isRead ? token : null, status);
        return status == JwtStatus.Ok ? Accept(exchange, token, keys!, found.Location) : new ProviderVerdict(status, needed);
    }

    private ProviderVerdict Accept(Exchange exchange, in JwtToken token, KeySet keys, ITokenLocation location)
    {
        if (token.Finding is { Status: var objection })
        {
            exchange.Object(new Refusal(objection.Reason, objection.StatusCode, objection.Body, Position) { Challenge = Challenge.For(exchange, exchange.PathAndQuery, objection) });
        }

        bool isKept = exchange.Cache is not null && token.HasOneSpelling;
        var caller = new VerifiedCaller(Name, token.Claims.Payload) { Matches = isKept ? new PrincipalMatches() : null };
        Accept(exchange, caller, location);
        return new ProviderVerdict(JwtStatus.Ok, null, isKept ? new VerifiedToken(token.Text.ToString(), this, keys, caller, token.Claims.NotBefore, token.Claims.Expires) : null);
    }

    private JwtStatus CheckClaims(in JwtToken token, DateTimeOffset now)
    {
        if (Issuer.Length > 0 && !token.Claims.IsFrom(Issuer))
        {
            return JwtStatus.UnknownIssuer;
        }

        var status = CheckTime(token.Claims.NotBefore, token.Claims.Expires, now);
        return status != JwtStatus.Ok || Audiences.Allows(token.Claims) ? status : JwtStatus.AudienceNotAllowed;
    }
}
