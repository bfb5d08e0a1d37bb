using LlmPolicy.Evaluation;
using LlmPolicy.Http;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>What one stage asks of a request's tokens: one of the providers accepts, or the tolerance that the manifest grants.</summary>
internal sealed class JwtRequirement(ProviderPolicy[] providers, JwtTolerance tolerance, SourcePosition position)
{
    // Those whose tokens can be remembered: none that comes first has to be asked. All look for tokens at the same places.
    private readonly HashSet<ProviderPolicy> _deciding = [.. providers.Where((_, index) => Decides(providers, index))];

    public IReadOnlyList<ProviderPolicy> Providers => providers;

    public JwtTolerance Tolerance => tolerance;

    public SourcePosition Position => position;

    /// <summary>Whether a request may do without a token.</summary>
    public bool IsOptional => tolerance != JwtTolerance.None;

    /// <summary>The verdict of the stage: good, refused, or keys to fetch first.</summary>
    public RequirementVerdict Check(Exchange exchange)
    {
        if (exchange.Cache is { } cache && AcceptsKnown(exchange, cache))
        {
            return RequirementVerdict.Satisfied;
        }

        var asked = exchange.Target;
        var worst = JwtStatus.Missing;
        var decider = position;
        RemoteJwks? needed = null;
        List<ProviderFinding>? refused = null;
        exchange.Trace?.Requirement(this);
        foreach (var provider in providers)
        {
            exchange.Trace?.Provider(provider);
            var verdict = provider.Verify(exchange);
            exchange.Trace?.Verdict(provider, verdict);
            if (verdict.Needed is not null && verdict.Status == JwtStatus.KeysUnavailable)
            {
                return new RequirementVerdict(null, verdict.Needed);
            }

            if (verdict.Status == JwtStatus.Ok)
            {
                if (verdict.Verified is { } verified && _deciding.Contains(provider))
                {
                    exchange.Cache?.Add(this, verified);
                }

                return RequirementVerdict.Satisfied;
            }

            // A key of another provider may do; else it is worth a fetch.
            needed ??= verdict.Needed;
            (refused ??= []).Add(new ProviderFinding(provider.Name, verdict.Status.Reason));
            if (verdict.Status != JwtStatus.Missing && Outweighs(verdict.Status, worst))
            {
                (worst, decider) = (verdict.Status, provider.Position);
            }
        }

        if (needed is not null)
        {
            return new RequirementVerdict(null, needed);
        }

        if (Tolerates(worst))
        {
            exchange.Trace?.Tolerated(this, worst);
            return RequirementVerdict.Satisfied;
        }

        return new RequirementVerdict(Refuse(exchange, asked, worst, decider, refused ?? []), null);
    }

    /// <summary>Accepts a token that this stage has accepted before, if it still would.</summary>
    private bool AcceptsKnown(Exchange exchange, TokenCache cache)
    {
        var locations = providers[0].Locations;
        if (exchange.FindTokens(locations) is not [var found])
        {
            return false;
        }

        var key = new TokenKey(found.Text, this);
        if (cache.Find(key) is not { } known)
        {
            return false;
        }

        if (!known.HoldsFor(exchange))
        {
            cache.Remove(key);
            return false;
        }

        known.Provider.Accept(exchange, known.Caller, known.Provider.Locations[Array.IndexOf(locations, found.Location)]);
        return true;
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
