namespace LlmPolicy.Tests;

/// <summary>Decisions that ask for facts, decided to the end.</summary>
public sealed class PolicyDeciderTests
{
    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest.Service(
        Manifest.ForwardAll,
        "jwt: {providers: {a: {jwks: {remote: {url: 'https://a.example/'}}}, b: {jwks: {remote: {url: 'https://b.example/'}}}}}"));

    private static readonly PolicyRequest Request = Requests.WithToken(Keys.Rsa.Sign("{}"));

    private static readonly KeySet Right = Policy.ReadKeys($$"""{"keys":[{{Keys.Rsa.Jwk()}}]}""")!;

    [Fact]
    public async Task Each_fact_is_asked_for_until_the_request_is_decided()
    {
        List<string> asked = [];
        var (decision, facts) = await DecideAsync((source, keys) =>
        {
            asked.Add(source.Url);
            return (source.Url.Contains("//b.") ? keys.With(source, Right) : keys).Settled(source);
        });

        decision.ShouldForward();
        asked.ShouldBe(["https://a.example/", "https://b.example/"]);
        Policy.Evaluate(Request, facts, Deciding.Now).ShouldForward();
    }

    [Fact]
    public async Task A_decision_that_asks_for_nothing_asks_no_resolver()
    {
        var (decision, facts) = await PolicyDecider.DecideAsync(
            Policy, Requests.Get("/"), PolicyFacts.None, new Resolver((_, _) => throw new InvalidOperationException()), TimeProvider.System, TestContext.Current.CancellationToken);

        decision.ShouldRefuse(401, ReasonCodes.JwtMissing);
        facts.ShouldBe(PolicyFacts.None);
    }

    [Fact]
    public async Task A_resolver_that_finds_out_nothing_ends_in_a_refusal()
    {
        int asked = 0;
        var (decision, _) = await DecideAsync((_, keys) =>
        {
            asked++;
            return keys;
        });

        decision.ShouldRefuse(503, ReasonCodes.FactsUnavailable);
        asked.ShouldBeLessThan(20);
    }

    private static ValueTask<(PolicyDecision Decision, PolicyFacts Facts)> DecideAsync(Func<RemoteJwks, RemoteKeySets, RemoteKeySets> fetch) =>
        PolicyDecider.DecideAsync(Policy, Request, PolicyFacts.None, new Resolver(fetch), TimeProvider.System, TestContext.Current.CancellationToken);

    private sealed class Resolver(Func<RemoteJwks, RemoteKeySets, RemoteKeySets> fetch) : IFactResolver
    {
        public ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken) =>
            new(facts with { Keys = fetch(((KeysNeed)need).Source, facts.Keys) });
    }
}
