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
        Source.ShouldBe(new RemoteJwks
        {
            Provider = "p",
            Url = "https://keys.example/jwks",
            Upstream = new ResourceName("default", "up"),
            CacheDuration = TimeSpan.FromMinutes(5),
            Position = Source.Position,
        });
    }

    [Fact]
    public void A_token_that_could_be_good_asks_for_the_keys()
    {
        var decision = Policy.Decide(Good);

        (decision.Outcome, decision.Reason, decision.NeededKeys(), decision.Position).ShouldBe((PolicyOutcome.Ask, ReasonCodes.KeysNeeded, Source, Source.Position));
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
        Policy.Evaluate(Good, new() { Keys = RemoteKeySets.Empty.With(Source, Policy.ReadKeys($$"""{"keys":[{{Key.Jwk()}}]}""")!) }, Deciding.Now).ShouldForward();
        Decide(Policy.ReadKeys($$"""{"keys":[{{SigningKey.Rsa().Jwk()}}]}""")!).ShouldRefuse(401, ReasonCodes.JwtSignature);
        Decide(Policy.ReadKeys($$"""{"keys":[{{Key.Jwk("\"alg\":\"RS512\"")}}]}""")!).ShouldRefuse(401, ReasonCodes.JwtNoKey);
    }

    [Fact]
    public void A_failed_fetch_means_no_keys_and_never_a_pass()
    {
        Policy.Evaluate(Good, new() { Keys = RemoteKeySets.Empty.Settled(Source) }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtKeysUnavailable).Body
            .ShouldBe("Jwks remote fetch is failed");
    }

    [Fact]
    public void A_later_fetch_replaces_an_earlier_one_and_a_snapshot_does_not_change()
    {
        var good = Policy.ReadKeys($$"""{"keys":[{{Key.Jwk()}}]}""")!;
        var other = Policy.ReadKeys($$"""{"keys":[{{SigningKey.Rsa().Jwk()}}]}""")!;
        var failed = RemoteKeySets.Empty.Settled(Source);

        Policy.Evaluate(Good, new() { Keys = failed.With(Source, good) }, Deciding.Now).ShouldForward();
        Policy.Evaluate(Good, new() { Keys = failed }, Deciding.Now).ShouldRespond(401);
        Policy.Evaluate(Good, new() { Keys = failed.With(Source, good).With(Source, other) }, Deciding.Now).ShouldRespond(401);
    }

    [Theory]
    [InlineData("new", "old")]
    [InlineData("new", null)]
    [InlineData(null, "old")]
    [InlineData(null, null)]
    public void A_token_that_fails_with_a_key_that_the_set_does_not_name_asks_for_a_newer_set(string? tokenKid, string? keyKid)
    {
        var keys = RemoteKeySets.Empty.With(Source, Policy.ReadKeys(Set(SigningKey.Rsa(), keyKid))!);
        var token = Requests.WithToken(Signed(tokenKid));

        Policy.Evaluate(token, new() { Keys = keys }, Deciding.Now).NeededKeys().ShouldBe(Source);
        Policy.Evaluate(token, new() { Keys = keys.Settled(Source) }, Deciding.Now).ShouldRespond(401);
        Policy.Evaluate(token, new() { Keys = keys.With(Source, Policy.ReadKeys(Set(Key, tokenKid))!) }, Deciding.Now).ShouldForward();
    }

    [Fact]
    [AbuseCase("T7")]
    public void A_bad_signature_by_a_key_that_the_set_names_asks_for_nothing()
    {
        var keys = RemoteKeySets.Empty.With(Source, Policy.ReadKeys(Set(SigningKey.Rsa(), "one"))!);

        Policy.Evaluate(Requests.WithToken(Signed("one")), new() { Keys = keys }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Fact]
    public void Nor_does_an_unknown_key_where_another_provider_accepts()
    {
        var either = Compiling.Policy(Manifest.Service(Manifest.ForwardAll,
            "jwt: {providers: {a: {jwks: {remote: {url: 'https://keys.example/'}}}, b: {jwks: {local: {key: '" + Key.Jwk() + "'}}}}}"));
        var source = either.RemoteKeys.ShouldHaveSingleItem();

        either.Evaluate(Good, new() { Keys = RemoteKeySets.Empty.With(source, either.ReadKeys(Set(SigningKey.Rsa(), "x"))!) }, Deciding.Now).ShouldForward();
    }

    [Fact]
    public void A_tolerated_failure_asks_too_since_the_caller_may_be_known_by_the_newer_set()
    {
        var tolerant = Compiling.Policy(Manifest.Service(
            Manifest.ForwardAll, "jwt: {validationPolicy: ALLOW_MISSING_OR_FAILED, providers: {p: {jwks: {remote: {url: 'https://keys.example/'}}}}}"));
        var source = tolerant.RemoteKeys.ShouldHaveSingleItem();
        var keys = RemoteKeySets.Empty.With(source, tolerant.ReadKeys(Set(SigningKey.Rsa(), "x"))!);

        tolerant.Evaluate(Good, new() { Keys = keys }, Deciding.Now).NeededKeys().ShouldBe(source);
        tolerant.Evaluate(Good, new() { Keys = keys.Settled(source) }, Deciding.Now).ShouldForward();
    }

    [Fact]
    public void Keys_of_another_source_do_not_do()
    {
        var other = Source with { Url = "https://other.example/" };

        Policy.Evaluate(Good, new() { Keys = RemoteKeySets.Empty.With(other, Policy.ReadKeys($$"""{"keys":[{{Key.Jwk()}}]}""")!) }, Deciding.Now).Outcome.ShouldBe(PolicyOutcome.Ask);
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
    [AbuseCase("T28")]
    public void Weak_keys_of_a_fetched_set_are_left_out_unless_the_rules_are_off()
    {
        string set = $$"""{"keys":[{{SigningKey.Rsa(bits: 1024).Jwk()}},{{Key.Jwk()}},{{SigningKey.Hmac(bytes: 8).Jwk()}}]}""";

        Policy.ReadKeys(set)!.Count.ShouldBe(1);
        Policy.ReadKeys(set)!.LeftOut.ShouldBe(2);
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll), Compiling.Lax(StrictnessRules.KeyRsaSize, StrictnessRules.KeyHmacSize)).ReadKeys(set)!.Count.ShouldBe(3);
    }

    private static string Signed(string? kid) =>
        Key.Sign(kid is null ? """{"alg":"RS256"}""" : $$"""{"alg":"RS256","kid":"{{kid}}"}""", """{"iss":"me"}""");

    private static string Set(SigningKey key, string? kid) => $$"""{"keys":[{{(kid is null ? key.Jwk() : key.Jwk($"\"kid\":\"{kid}\""))}}]}""";

    private static PolicyDecision Decide(KeySet keys) => Policy.Evaluate(Good, new() { Keys = RemoteKeySets.Empty.With(Source, keys).Settled(Source) }, Deciding.Now);

    [Fact]
    public void A_newer_snapshot_has_the_newer_keys_and_is_settled_where_either_was()
    {
        var other = Source with { Url = "https://other.example/jwks" };
        var keys = Policy.ReadKeys($$"""{"keys":[{{Key.Jwk()}}]}""")!;

        var updated = RemoteKeySets.Empty.Settled(Source).UpdatedBy(RemoteKeySets.Empty.With(Source, keys).Settled(other));

        updated.Find(Source).ShouldBe(keys);
        (updated.IsSettled(Source), updated.IsSettled(other)).ShouldBe((true, true));
        RemoteKeySets.Empty.UpdatedBy(RemoteKeySets.Empty).IsSettled(Source).ShouldBeFalse();
        Should.Throw<ArgumentNullException>(() => RemoteKeySets.Empty.UpdatedBy(null!)).ParamName.ShouldBe("newer");
    }

    [Fact]
    public void A_provider_that_would_not_take_the_token_anyhow_does_not_keep_anothers_keys_from_being_asked_for()
    {
        const string Remote = "{issuer: ISSUER, jwks: {remote: {url: 'https://ISSUER.example/jwks'}}}";
        var policy = Compiling.Policy(Manifest.Service(
            Manifest.ForwardAll, $"jwt: {{providers: {{p: {Remote.Replace("ISSUER", "me", StringComparison.Ordinal)}, q: {Remote.Replace("ISSUER", "you", StringComparison.Ordinal)}}}}}"));
        var mine = policy.RemoteKeys.Single(source => source.Provider == "p");
        var known = RemoteKeySets.Empty.With(mine, policy.ReadKeys($$"""{"keys":[{{SigningKey.Rsa().Jwk("\"kid\":\"old\"")}}]}""")!);

        var decision = policy.Evaluate(Requests.WithToken(Key.Sign("""{"alg":"RS256","kid":"new"}""", """{"iss":"me"}""")), new() { Keys = known }, Deciding.Now);

        (decision.Outcome, decision.NeededKeys()).ShouldBe((PolicyOutcome.Ask, mine));
    }
}
