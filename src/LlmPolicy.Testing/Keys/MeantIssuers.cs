using System.Text.Json;

namespace LlmPolicy.Testing.Keys;

/// <summary>Whose token a caller has where nobody says so: the request, and the claims, leave few who can be meant.</summary>
internal static class MeantIssuers
{
    private static readonly PolicyFacts Uncounted = PolicyFacts.None with { RateLimits = RateLimitAnswers.Uncounted };

    /// <summary>
    /// Of these, the ones that the request's way comes to; of several, the ones that would take a token with these claims. Where no token is
    /// asked for, it does not matter whose it is: the first.
    /// </summary>
    public static IReadOnlyList<TokenIssuer> Among(IReadOnlyList<TokenIssuer> issuers, CompiledPolicy policy, PolicyRequest request, JsonElement claims)
    {
        JsonElement timeless = ClaimsJson.WithoutTimes(claims);
        List<(TokenIssuer Issuer, bool Accepts)> asked = [];
        foreach (TokenIssuer issuer in issuers)
        {
            PolicyExplanation explanation = policy.Explain(issuer.Send(request, issuer.Mint((object)timeless)), Uncounted, DateTimeOffset.UnixEpoch);
            if (explanation.Steps.FirstOrDefault(s => s.Subject == ExplanationSubject.Provider && s.Position == issuer.Position) is { } verdict)
            {
                asked.Add((issuer, verdict.Result == ExplanationResult.Fits));
            }
        }

        List<TokenIssuer> accepting = [.. asked.Where(a => a.Accepts).Select(a => a.Issuer)];
        return accepting.Count > 0 ? accepting
            : asked.Count > 0 ? [.. asked.Select(a => a.Issuer)]
            : [.. issuers.Take(1)];
    }
}
