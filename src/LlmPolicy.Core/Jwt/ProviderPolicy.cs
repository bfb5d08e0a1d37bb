using LlmPolicy.Evaluation;

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
    public required IReadOnlyList<ITokenLocation> Locations { get; init; }

    public required bool KeepToken { get; init; }

    public required IReadOnlyList<ClaimHeader> ClaimHeaders { get; init; }

    public required ulong ClockSkewSeconds { get; init; }

    public required IReadOnlySet<string> LaxRules { get; init; }

    public required SourcePosition Position { get; init; }

    /// <summary>Verifies every token at the provider's places: all of them have to be good.</summary>
    public ProviderVerdict Verify(Exchange exchange)
    {
        var tokens = Locations.SelectMany(location => location.Find(exchange).Select(text => (location, text))).ToList();
        exchange.Trace?.Tokens(this, tokens);
        if (tokens.Count == 0)
        {
            return new ProviderVerdict(JwtStatus.Missing, null);
        }

        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            var (location, text) = tokens[i];
            var verdict = VerifyToken(exchange, text, out var token);
            exchange.Trace?.Token(this, location, token, verdict.Status);
            if (verdict.Status != JwtStatus.Ok)
            {
                return verdict;
            }

            Accept(exchange, token!, location);
        }

        return new ProviderVerdict(JwtStatus.Ok, null);
    }

    private ProviderVerdict VerifyToken(Exchange exchange, string text, out JwtToken? token)
    {
        token = JwtReader.Read(text, LaxRules, out var status);
        if (token is not null)
        {
            status = CheckClaims(token, exchange.Now);
        }

        // Keys come last, as in Envoy: a token that is refused anyhow fetches nothing.
        return status == JwtStatus.Ok ? Keys.Verify(exchange, token!) : new ProviderVerdict(status, null);
    }

    private JwtStatus CheckClaims(JwtToken token, DateTimeOffset now)
    {
        if (Issuer.Length > 0 && token.Issuer != Issuer)
        {
            return JwtStatus.UnknownIssuer;
        }

        // Unsigned and wrapping, as Envoy adds.
        ulong seconds = (ulong)Math.Max(0, now.ToUnixTimeSeconds());
        if (unchecked(seconds + ClockSkewSeconds) < token.NotBefore)
        {
            return JwtStatus.NotYetValid;
        }

        if (token.Expires != 0 && seconds > unchecked(token.Expires + ClockSkewSeconds))
        {
            return JwtStatus.Expired;
        }

        return Audiences.Allows(token.Audiences) ? JwtStatus.Ok : JwtStatus.AudienceNotAllowed;
    }

    private void Accept(Exchange exchange, JwtToken token, ITokenLocation location)
    {
        exchange.Verified(new VerifiedCaller(Name, token.Payload));
        if (token.Finding is { Status: var status })
        {
            exchange.Object(new Refusal(status.Reason, status.StatusCode, status.Body, Position) { Challenge = Challenge.For(exchange, exchange.Target.PathAndQuery, status) });
        }

        // What the client sent under a claim's name may have picked the route, and is gone.
        exchange.RouteIsStale |= ClaimHeaders.Count > 0;
        foreach (var header in ClaimHeaders)
        {
            header.Put(exchange, token.Payload);
        }

        if (!KeepToken)
        {
            location.Strip(exchange);
        }
    }
}
