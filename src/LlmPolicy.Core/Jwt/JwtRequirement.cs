using LlmPolicy.Exchanges;
using LlmPolicy.Http;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>What one stage asks of a request's tokens: one of the providers accepts, or the tolerance that the manifest grants.</summary>
internal sealed class JwtRequirement(ProviderPolicy[] providers, JwtTolerance tolerance, SourcePosition position) : IPolicyStep
{
    // Those whose tokens can be remembered: none that comes first has to be asked. All look for tokens at the same places.
    private readonly HashSet<ProviderPolicy> _deciding = [.. providers.Where((_, index) => Decides(providers, index))];

    public IReadOnlyList<ProviderPolicy> Providers => providers;

    public JwtTolerance Tolerance => tolerance;

    public SourcePosition Position => position;

    /// <summary>Whether a request may do without a token.</summary>
    public bool IsOptional => tolerance != JwtTolerance.None;

    public StepResult Check(Exchange exchange)
    {
        var reading = TokenReading.Begin(exchange);
        var result = Check(exchange, reading);
        reading.End();
        return result;
    }

    private StepResult Check(Exchange exchange, TokenReading reading)
    {
        if (exchange.KnownTokens is { } cache && AcceptsKnown(exchange, reading, cache))
        {
            return StepResult.Pass;
        }

        var asked = exchange.Target;
        var worst = JwtStatus.Missing;
        var decider = position;
        RemoteJwks? needed = null;
        List<ProviderFinding>? refused = null;
        exchange.Findings?.Requirement(this);
        foreach (var provider in providers)
        {
            int mark = exchange.Findings?.Mark ?? 0;
            var verdict = provider.Verify(exchange, reading);
            exchange.Findings?.Verdict(provider, verdict, mark);
            if (verdict.Needed is { } missing && verdict.Status == JwtStatus.KeysUnavailable)
            {
                return StepResult.Ask(new KeysNeed(missing));
            }

            if (verdict.Status == JwtStatus.Ok)
            {
                if (verdict.Verified is { HasOneSpelling: true } verified && _deciding.Contains(provider))
                {
                    exchange.KnownTokens?.Add(this, verified);
                }

                return StepResult.Pass;
            }

            // A key of another provider may do; else it is worth a fetch.
            needed ??= verdict.Needed;
            (refused ??= []).Add(new ProviderFinding { Provider = provider.Name, Reason = verdict.Status.Reason });
            if (verdict.Status != JwtStatus.Missing && Outweighs(verdict.Status, worst))
            {
                (worst, decider) = (verdict.Status, provider.Position);
            }
        }

        if (needed is not null)
        {
            return StepResult.Ask(new KeysNeed(needed));
        }

        if (Tolerates(worst))
        {
            exchange.Findings?.Tolerated(this, worst);
            return StepResult.Pass;
        }

        return StepResult.Refuse(Refuse(exchange, asked, worst, decider, refused ?? []));
    }

    /// <summary>Accepts a token that this stage has accepted before, if it still would.</summary>
    private bool AcceptsKnown(Exchange exchange, TokenReading reading, TokenCache cache)
    {
        var locations = providers[0].Locations;
        if (reading.Find(locations) is not [var found])
        {
            return false;
        }

        var key = new TokenKey(found.Text, this);
        if (cache.Find(key) is not { } known)
        {
            return false;
        }

        var provider = known.Provider;
        if (provider.Admit(exchange, known, provider.Locations[Array.IndexOf(locations, found.Location)]) == JwtStatus.Ok)
        {
            return true;
        }

        cache.Remove(key);
        return false;
    }

    /// <summary>Whether all providers before it refuse a provider's good token by its issuer alone, whatever the time and the keys.</summary>
    private static bool Decides(ProviderPolicy[] providers, int index) => providers.Take(index).All(earlier =>
        earlier.Issuer.Length > 0 && providers[index].Issuer.Length > 0 && earlier.Issuer != providers[index].Issuer
        && earlier.Locations.Select(l => l.Place).SequenceEqual(providers[index].Locations.Select(l => l.Place)));

    /// <summary>Envoy reports the last error that tells something; an unknown issuer tells more than a missing token.</summary>
    private static bool Outweighs(JwtStatus status, JwtStatus worst) =>
        status != JwtStatus.UnknownIssuer || worst == JwtStatus.Missing;

    private bool Tolerates(JwtStatus status) =>
        tolerance == JwtTolerance.MissingOrFailed || tolerance == JwtTolerance.Missing && status == JwtStatus.Missing;

    private static Refusal Refuse(Exchange exchange, RequestTarget asked, JwtStatus status, SourcePosition position, IReadOnlyList<ProviderFinding> providers) =>
        new(status.Reason, status.StatusCode, status.Body, position) { Challenge = Jwt.Challenge.For(exchange, asked.PathAndQuery, status), Providers = providers };
}
