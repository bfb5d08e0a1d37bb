namespace LlmPolicy.Tests;

/// <summary>Keys that the host has to fetch: asked for, given, refused.</summary>
public sealed class RemoteKeyTests
{
    private static readonly SigningKey Key = Keys.Rsa;

    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest.Service(
        Manifest.ForwardAll, "jwt: {providers: {p: {issuer: me, jwks: {remote: {url: 'https://keys.example/jwks', upstreamRef: {name: up, namespace: default}}}}}}"));

    private static readonly RemoteJwks Source = Policy.RemoteKeys.ShouldHaveSingleItem();

    private static readonly PolicyRequest Good = Requests.WithToken(Key.Sign("""{"iss":"me"}"""));

    [Fact]
    public void The_source_is_what_the_manifest_says()
    {
        Source.ShouldBe(new RemoteJwks("https://keys.example/jwks", new ResourceName("default", "up"), TimeSpan.FromMinutes(5), Source.Position));
    }

    [Fact]
    public void A_token_that_could_be_good_asks_for_the_keys()
    {
        var decision = Policy.Decide(Good);

        (decision.Outcome, decision.Reason, decision.NeededKeys, decision.Position).ShouldBe((PolicyOutcome.NeedsKeys, ReasonCodes.KeysNeeded, Source, Source.Position));
    }

    [Theory]
    [InlineData("{\"iss\":\"you\"}", ReasonCodes.JwtIssuer)]
    [InlineData("{\"iss\":\"me\",\"exp\":1}", ReasonCodes.JwtExpired)]
    public void A_token_that_is_refused_anyhow_asks_for_nothing(string payload, string reason)
    {
        Policy.Decide(Requests.WithToken(Key.Sign(payload))).ShouldRefuse(401, reason);
    }

    [Fact]
    public void Nor_does_a_request_without_a_token()
    {
        Policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    [Fact]
    public void With_the_keys_the_token_is_verified()
    {
        Decide(Policy.ReadKeys($$"""{"keys":[{{Key.Jwk()}}]}""")!).ShouldForward();
        Decide(Policy.ReadKeys($$"""{"keys":[{{SigningKey.Rsa().Jwk()}}]}""")!).ShouldRefuse(401, ReasonCodes.JwtSignature);
        Decide(Policy.ReadKeys($$"""{"keys":[{{Key.Jwk("\"alg\":\"RS512\"")}}]}""")!).ShouldRefuse(401, ReasonCodes.JwtNoKey);
    }

    [Fact]
    public void A_failed_fetch_means_no_keys_and_never_a_pass()
    {
        Policy.Evaluate(Good, RemoteKeySets.Empty.WithFailure(Source), Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtKeysUnavailable).Body
            .ShouldBe("Jwks remote fetch is failed");
    }

    [Fact]
    public void A_later_fetch_replaces_an_earlier_one_and_a_snapshot_does_not_change()
    {
        var good = Policy.ReadKeys($$"""{"keys":[{{Key.Jwk()}}]}""")!;
        var failed = RemoteKeySets.Empty.WithFailure(Source);

        Policy.Evaluate(Good, failed.With(Source, good), Deciding.Now).ShouldForward();
        Policy.Evaluate(Good, failed, Deciding.Now).ShouldRespond(401);
        Policy.Evaluate(Good, RemoteKeySets.Empty.With(Source, good).WithFailure(Source), Deciding.Now).ShouldRespond(401);
    }

    [Fact]
    public void Keys_of_another_source_do_not_do()
    {
        var other = Source with { Url = "https://other.example/" };

        Policy.Evaluate(Good, RemoteKeySets.Empty.With(other, Policy.ReadKeys($$"""{"keys":[{{Key.Jwk()}}]}""")!), Deciding.Now).Outcome.ShouldBe(PolicyOutcome.NeedsKeys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AQAB\"}]}")]
    [InlineData("<html>")]
    public void What_is_no_key_set_or_has_no_usable_key_is_none(string document)
    {
        Policy.ReadKeys(document).ShouldBeNull();
    }

    [Fact]
    public void Weak_keys_of_a_fetched_set_are_left_out_unless_the_rules_are_off()
    {
        string set = $$"""{"keys":[{{SigningKey.Rsa(bits: 1024).Jwk()}},{{Key.Jwk()}},{{SigningKey.Hmac(bytes: 8).Jwk()}}]}""";

        Policy.ReadKeys(set)!.Count.ShouldBe(1);
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll), Compiling.Lax(StrictnessRules.KeyRsaSize, StrictnessRules.KeyHmacSize)).ReadKeys(set)!.Count.ShouldBe(3);
    }

    private static PolicyDecision Decide(KeySet keys) => Policy.Evaluate(Good, RemoteKeySets.Empty.With(Source, keys), Deciding.Now);
}
