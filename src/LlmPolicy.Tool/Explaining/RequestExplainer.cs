using System.Text.Json;
using LlmPolicy.Testing;
using LlmPolicy.Testing.Keys;
using LlmPolicy.Tool.Input;

namespace LlmPolicy.Tool.Explaining;

/// <summary>Puts a request to the policy, with the caller's token or with one that a throw-away key has signed.</summary>
internal sealed class RequestExplainer(IReadOnlyList<ManifestFile> manifests, PolicyCompilerOptions options, CompiledPolicy own, RevokedTokens revoked)
{
    /// <exception cref="UsageException">There is no such provider, or the claims are no JSON object.</exception>
    public Explained Explain(PolicyRequest request, BodyFact? body, Caller caller, DateTimeOffset now, ClaimDetail detail, Terminal terminal)
    {
        (CompiledPolicy policy, PolicyRequest sent) = Prepare(request, caller);
        PolicyExplanation explanation = PolicyDecider.ExplainAsync(
            policy, sent, new PolicyFacts { Revoked = revoked, RateLimits = RateLimitAnswers.Uncounted }, new GivenFacts(policy, caller, body, terminal), new FixedTime(now), detail).AsTask().GetAwaiter().GetResult();
        PolicyDecision decision = explanation.Decision;
        return new Explained(
            decision.Response?.StatusCode, decision.Reason, decision.Position, decision.Route?.ToString(), own.Generation, explanation.Steps)
        {
            Forwarding = decision.Forwarding,
        };
    }

    /// <summary>The request with what the caller sends along, and the policy whose keys that is for.</summary>
    private (CompiledPolicy Policy, PolicyRequest Request) Prepare(PolicyRequest request, Caller caller)
    {
        if (caller is { Claims: null, Token: null })
        {
            return (own, request);
        }

        PolicyUnderTest underTest = PolicyUnderTest.Compile(manifests, new ThrowAwayKeys(), options);
        JsonElement claims = caller.Claims is { } json ? Parse(json) : ClaimsJson.OfToken(caller.Token!);
        TokenIssuer? issuer = underTest.Find(caller.Provider, request, claims, out string problem);
        if (issuer is null && (caller.Claims ?? caller.Provider) is not null)
        {
            throw new UsageException($"--provider: {problem}");
        }

        return caller.Token is { } token
            ? (own, (issuer?.Place ?? TokenPlace.Default).Send(request, token))
            : (underTest.Policy!, issuer!.Send(request, issuer.Mint((object)claims)));
    }

    private static JsonElement Parse(string claims)
    {
        try
        {
            JsonElement parsed = ClaimsJson.Parse(claims);
            return parsed.ValueKind == JsonValueKind.Object ? parsed : throw NoClaims();
        }
        catch (ArgumentException)
        {
            throw NoClaims();
        }
    }

    private static UsageException NoClaims() => new("--claims: a JSON object is expected, with no name twice. A file is named by @FILE.");
}
