using LlmPolicy.Exchanges;
using LlmPolicy.Jwt.Tokens;

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
    public ProviderVerdict Verify(Exchange exchange, TokenReading reading)
    {
        var tokens = reading.Find(Locations);
        exchange.Findings?.Tokens(this, tokens);
        if (tokens.Count == 0)
        {
            return new ProviderVerdict(JwtStatus.Missing, null);
        }

        ProviderVerdict verdict = default;
        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            verdict = Verify(exchange, reading, tokens[i]);
            if (verdict.Status != JwtStatus.Ok)
            {
                return verdict;
            }
        }

        return tokens.Count == 1 ? verdict : new ProviderVerdict(JwtStatus.Ok, null);
    }

    /// <summary>
    /// The one way in for a verified token, new or known: its time is right, its provider's keys are still the ones that it was verified with, and it is not revoked.
    /// Then its caller is the request's.
    /// </summary>
    public JwtStatus Admit(Exchange exchange, VerifiedToken token, ITokenLocation location)
    {
        var status = CheckTime(token.NotBefore, token.Expires, exchange.Now);
        if (status == JwtStatus.Ok && Keys.Find(exchange) != token.Keys)
        {
            status = JwtStatus.VerificationFails;
        }

        if (status == JwtStatus.Ok && token.IsRevoked(exchange.Facts.Revoked))
        {
            status = JwtStatus.Revoked;
        }

        if (status == JwtStatus.Ok)
        {
            Accept(exchange, token, location);
        }

        return status;
    }

    private void Accept(Exchange exchange, VerifiedToken token, ITokenLocation location)
    {
        if (token.Finding is { Status: var objection })
        {
            exchange.Object(new Refusal(objection.Reason, objection.StatusCode, objection.Body, Position) { Challenge = Challenge.For(exchange, exchange.PathAndQuery, objection) });
        }

        exchange.Verified(token.Caller);

        // What the client sent under a claim's name may have picked the route, and is gone.
        exchange.RouteIsStale |= ClaimHeaders.Length > 0;
        foreach (var header in ClaimHeaders)
        {
            header.Put(exchange, token.Caller);
        }

        if (KeepToken)
        {
            location.Keep(exchange);
        }
        else
        {
            location.Strip(exchange);
        }
    }

    /// <summary>Unsigned and wrapping, as Envoy adds.</summary>
    private JwtStatus CheckTime(ulong notBefore, ulong expires, DateTimeOffset now)
    {
        ulong seconds = (ulong)Math.Max(0, now.ToUnixTimeSeconds());
        return unchecked(seconds + ClockSkewSeconds) < notBefore ? JwtStatus.NotYetValid
            : expires != 0 && seconds > unchecked(expires + ClockSkewSeconds) ? JwtStatus.Expired
            : JwtStatus.Ok;
    }

    private ProviderVerdict Verify(Exchange exchange, TokenReading reading, FoundToken found)
    {
        var status = reading.Read(found.Text, LaxRules, out var token);
        bool isRead = status == JwtStatus.Ok;
        status = isRead ? CheckClaims(token, exchange.Now) : status;

        // Keys come last, as in Envoy: a token that is refused anyhow fetches nothing.
        RemoteJwks? needed = null;
        VerifiedToken? verified = null;
        if (status == JwtStatus.Ok)
        {
            var keys = Keys.Find(exchange);
            status = keys is null ? JwtStatus.KeysUnavailable : keys.Verify(token);
            needed = status == JwtStatus.Ok ? null : Keys.Needed(exchange, keys, token);
            if (status == JwtStatus.Ok)
            {
                verified = new VerifiedToken(token, this, keys!);
                status = Admit(exchange, verified, found.Location);
            }
        }

        exchange.Findings?.Token(this, found.Location, isRead ? token : null, status);
        return new ProviderVerdict(status, needed, status == JwtStatus.Ok ? verified : null);
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

/// <summary>
/// What a provider says of a request. <paramref name="Needed"/>: it may say better once these keys are fetched. <paramref name="Verified"/>: the
/// token that it accepted, where there was one alone.
/// </summary>
internal readonly record struct ProviderVerdict(JwtStatus Status, RemoteJwks? Needed, VerifiedToken? Verified = null);
