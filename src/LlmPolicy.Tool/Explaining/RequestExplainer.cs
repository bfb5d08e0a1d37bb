using LlmPolicy.Testing;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Tool.Explaining;

/// <summary>Puts a request to the policy, with the caller's token or with one that a throw-away key has signed.</summary>
internal sealed class RequestExplainer(IReadOnlyList<ManifestFile> manifests, PolicyCompilerOptions options, CompiledPolicy own)
{
    /// <exception cref="UsageException">There is no such provider, or the claims are no JSON object.</exception>
    public Explained Explain(PolicyRequest request, Caller caller, DateTimeOffset now, ClaimDetail detail, Terminal terminal)
    {
        (CompiledPolicy policy, PolicyRequest sent) = Prepare(request, caller);
        PolicyExplanation explanation = Decide(policy, sent, caller, now, detail, terminal);
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
        if (caller.Claims is not null)
        {
            TokenIssuer issuer = Find(underTest, caller.Provider);
            return (underTest.Policy!, issuer.Send(request, Mint(issuer, caller.Claims)));
        }

        TokenPlace place = caller.Provider is null && underTest.Issuers.Count != 1 ? TokenPlace.Default : Find(underTest, caller.Provider).Place;
        return (own, place.Send(request, caller.Token!));
    }

    private static TokenIssuer Find(PolicyUnderTest policy, string? provider) => policy.Find(provider, out string problem) ?? throw new UsageException($"--provider: {problem}");

    private static string Mint(TokenIssuer issuer, string claims)
    {
        try
        {
            return issuer.Mint(claims);
        }
        catch (ArgumentException)
        {
            throw new UsageException("--claims: a JSON object is expected, with no name twice.");
        }
    }

    private static PolicyExplanation Decide(CompiledPolicy policy, PolicyRequest request, Caller caller, DateTimeOffset now, ClaimDetail detail, Terminal terminal)
    {
        RemoteKeySets keys = RemoteKeySets.Empty;
        while (true)
        {
            PolicyExplanation explanation = policy.Explain(request, keys, now, detail);
            if (explanation.Decision.NeededKeys is not { } needed)
            {
                return explanation;
            }

            KeySet? set = caller.Keys.TryGetValue(needed.Url, out string? json) ? policy.ReadKeys(json) : null;
            if (set is null)
            {
                terminal.Error.WriteLine($"The keys of {needed.Url} are not fetched here: without --keys {needed.Url}=FILE they count as not to be had.");
            }

            keys = (set is null ? keys : keys.With(needed, set)).Settled(needed);
        }
    }
}
