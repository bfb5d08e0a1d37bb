using LlmPolicy.Manifests;
using LlmPolicy.Testing.Cases;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing.Running;

/// <summary>A case with the request to send. It is made once: a caller's token does not change with the manifest.</summary>
/// <param name="Case">The case.</param>
/// <param name="Request">The request, with its token.</param>
/// <param name="Token">The token; null for none.</param>
internal sealed record PreparedCase(PolicyCase Case, PolicyRequest Request, string? Token)
{
    private const int MostNames = 20;

    public static PreparedCase? Prepare(PolicyCase source, PolicyUnderTest policy, TestFiles files, DiagnosticBag diagnostics)
    {
        var request = source.Request.ToRequest(source.Draw);
        var (claims, tokenText, provider, apiKey) = source.Credentials;
        if (apiKey is not null)
        {
            if (ShownApiKey.Find(policy.Policy!, KnownNames.ToName(apiKey), request) is not { } shown)
            {
                string known = string.Join(", ", ShownApiKey.Secrets(policy.Policy!).Take(MostNames));
                diagnostics.Error(TestDiagnosticCodes.UnknownName, apiKey.Position, $"'{apiKey}' is no Secret whose key a route takes.", known.Length == 0 ? null : $"There are: {known}.");
                return null;
            }

            request = shown.Send(request);
        }

        if (claims is null && tokenText is null)
        {
            return new PreparedCase(source, request, null);
        }

        string? given = tokenText is null ? null : files.Token(tokenText, diagnostics);
        if (claims is null && given is null)
        {
            return null;
        }

        var issuer = policy.Find(provider?.Value, request, claims ?? ClaimsJson.OfToken(given!), out string problem);
        if (issuer is null && (claims is not null || provider is not null))
        {
            diagnostics.Error(TestDiagnosticCodes.UnknownName, provider?.Position ?? source.Position, problem, "Name one by: provider.");
            return null;
        }

        string token = given ?? issuer!.Mint(claims!.Value);
        return new PreparedCase(source, (issuer?.Place ?? TokenPlace.Default).Send(request, token), token);
    }

    /// <summary>The case that it goes on from; null for none.</summary>
    public PreparedCase? Before { get; init; }

    /// <summary>The request's body; empty where the case gives none.</summary>
    public ReadOnlyMemory<byte> Body => Case.Request.Body;

    private PolicyFacts Facts => PolicyFacts.None with { Body = BodyFact.Whole(Body), RateLimits = RateLimitAnswers.Uncounted };

    public PolicyDecision Decide(TestPolicies policies, OutputHistory outputs, DateTimeOffset now) => Policy(policies).Evaluate(Request, Facts with { Outputs = outputs }, now);

    public PolicyExplanation Explain(TestPolicies policies, TimeProvider clock) => Policy(policies).Explain(Request, Facts, Case.Now ?? clock.GetUtcNow());

    private CompiledPolicy Policy(TestPolicies policies) => Case.Credentials.Token is null ? policies.WithThrowAwayKeys.Policy! : policies.WithOwnKeys;
}
