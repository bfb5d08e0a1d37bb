namespace LlmPolicy.Tests;

/// <summary>
/// What a cache of verified tokens changes, and what not. A verifier that says yes to each signature once alone shows what is remembered:
/// only such a token passes again.
/// </summary>
public sealed class TokenCacheTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    [Fact]
    public void A_token_that_was_verified_is_not_verified_again()
    {
        var policy = OncePolicy();
        var cache = new TokenCache(8);

        Decide(policy, "a", cache).ShouldForward();
        Decide(policy, "a", cache).ShouldForward();
        policy.Decide(Once("a")).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Fact]
    public void Without_a_cache_nothing_is_remembered()
    {
        var policy = OncePolicy();

        Decide(policy, "a", null).ShouldForward();
        Decide(policy, "a", null).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Fact]
    [AbuseCase("T29")]
    public void A_refusal_is_not_remembered()
    {
        var verifier = new OnceVerifier();
        var policy = OncePolicy(verifier);
        var cache = new TokenCache(8);

        verifier.Refuses = true;
        Decide(policy, "a", cache).ShouldRefuse(401, ReasonCodes.JwtSignature);
        verifier.Refuses = false;
        Decide(policy, "a", cache).ShouldForward();
    }

    [Fact]
    public void Nor_is_a_token_that_a_rule_of_strictness_objects_to()
    {
        var policy = JwtPolicies.With(Key.PublicKey);
        var cache = new TokenCache(8);
        var request = Requests.WithToken(Key.Sign("""{"alg":"HS256","crit":["x"]}""", "{}"));

        policy.Evaluate(request, new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtCritical);
        policy.Evaluate(request, new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtCritical);
    }

    [Fact]
    [AbuseCase("T31")]
    public void No_token_outlives_its_exp_and_none_comes_before_its_nbf()
    {
        var policy = JwtPolicies.With(Key.PublicKey, "clockSkewSeconds: 1");
        var cache = new TokenCache(8);
        var request = Requests.WithToken(Key.Sign("""{"exp":2000,"nbf":1000}"""));

        PolicyDecision At(long seconds) => policy.Evaluate(request, new PolicyFacts { Tokens = cache }, DateTimeOffset.FromUnixTimeSeconds(seconds));

        At(1500).ShouldForward();
        At(2001).ShouldForward();
        At(2002).ShouldRefuse(401, ReasonCodes.JwtExpired);
        At(1500).ShouldForward();
        At(998).ShouldRefuse(401, ReasonCodes.JwtNotYetValid);
        At(999).ShouldForward();
    }

    [Fact]
    [AbuseCase("T31")]
    public void Another_policy_does_not_know_what_one_has_verified()
    {
        var cache = new TokenCache(8);
        var request = Requests.WithToken(Key.Sign("""{"iss":"me"}"""));

        JwtPolicies.With(Key.PublicKey).Evaluate(request, new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldForward();
        JwtPolicies.With(SigningKey.Hmac().PublicKey).Evaluate(request, new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtSignature);
        JwtPolicies.With(Key.PublicKey, "issuer: you").Evaluate(request, new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtIssuer);
    }

    [Fact]
    [AbuseCase("T22")]
    public void Nor_does_another_provider_of_the_policy()
    {
        string other = SigningKey.Hmac().PublicKey;
        var policy = Compiling.Policy(
            Manifest.Service("one", "one.example", Manifest.ForwardAll, Manifest.Jwt(Key.PublicKey))
            + Manifest.Service("two", "two.example", Manifest.ForwardAll, Manifest.Jwt(other)) + Manifest.Upstream);
        var cache = new TokenCache(8);
        var request = Requests.WithToken(Key.Sign("{}"));

        policy.Evaluate(request with { Authority = "one.example" }, new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldForward();
        policy.Evaluate(request with { Authority = "two.example" }, new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Fact]
    [AbuseCase("T31")]
    public void A_fetched_set_without_the_key_refuses_what_the_one_before_verified()
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, "jwt: {providers: {p: {jwks: {remote: {url: 'https://keys.example/'}}}}}"));
        var source = policy.RemoteKeys.ShouldHaveSingleItem();
        var cache = new TokenCache(8);
        var request = Requests.WithToken(Keys.Rsa.Sign("{}"));

        PolicyDecision With(SigningKey key) =>
            policy.Evaluate(request, new() { Keys = RemoteKeySets.Empty.With(source, policy.ReadKeys($$"""{"keys":[{{key.Jwk()}}]}""")!).Settled(source), Tokens = cache }, Deciding.Now);

        With(Keys.Rsa).ShouldForward();
        With(SigningKey.Rsa()).ShouldRefuse(401, ReasonCodes.JwtSignature);
        policy.Evaluate(request, new() { Keys = RemoteKeySets.Empty.Settled(source), Tokens = cache }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtKeysUnavailable);
    }

    [Theory]
    [InlineData("issuer: me", "issuer: you", "you", false, 1)]
    [InlineData("issuer: me", "issuer: you", "me", true, 1)]
    [InlineData("issuer: me", "issuer: me", "me", false, 0)]
    [InlineData("", "issuer: you", "you", false, 0)]
    [InlineData("issuer: me", "", "you", false, 0)]
    [InlineData("issuer: me", "issuer: you, tokenSource: {headers: [{header: authorization, prefix: 'Bearer '}]}", "you", false, 0)]
    public void A_later_providers_token_is_kept_only_where_the_issuer_alone_tells_that_no_earlier_one_would_take_it(string first, string second, string issuer, bool signedByTheFirst, int kept)
    {
        var early = SigningKey.Hmac();
        string Provider(SigningKey key, string fields) => $"{{jwks: {{local: {{key: '{key.PublicKey}'}}}}, {fields}}}";
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"jwt: {{providers: {{a: {Provider(early, first)}, b: {Provider(Key, second)}}}}}"));
        var cache = new TokenCache(8);

        policy.Evaluate(Requests.WithToken((signedByTheFirst ? early : Key).Sign($$"""{"iss":"{{issuer}}"}""")), new() { Tokens = cache }, Deciding.Now).ShouldForward();

        cache.Count.ShouldBe(kept);
    }

    [Theory]
    [InlineData("ES256", 0, 1)]
    [InlineData("ES384", 0, 1)]
    [InlineData("ES512", 0, 1)]
    [InlineData("ES256", 1, 0)]
    [InlineData("ES384", 1, 0)]
    [InlineData("ES512", 1, 0)]
    public void A_signature_of_another_width_than_its_algorithms_is_taken_as_by_Envoy_and_not_kept(string algorithm, int zeros, int kept)
    {
        var key = Keys.Of(algorithm);
        var cache = new TokenCache(8);
        var wide = key with { SignBytes = data => [.. key.SignBytes(data).Chunk(key.SignBytes(data).Length / 2).SelectMany(half => (byte[])[.. new byte[zeros], .. half])] };

        JwtPolicies.With(key.PublicKey).Evaluate(Requests.WithToken(wide.Sign("{}")), new() { Tokens = cache }, Deciding.Now).ShouldForward();

        cache.Count.ShouldBe(kept);
    }

    [Fact]
    public void A_token_that_breaks_two_rules_that_are_off_has_more_spellings_than_one_and_is_not_kept()
    {
        var cache = new TokenCache(8);
        var policy = JwtPolicies.With(Key.PublicKey, options: Compiling.Lax(StrictnessRules.TokenCritical, StrictnessRules.TokenCompressed));

        policy.Evaluate(Requests.WithToken(Key.Sign("""{"alg":"HS256","crit":["zip"],"zip":"DEF"}""", "{}")), new() { Tokens = cache }, Deciding.Now).ShouldForward();

        cache.Count.ShouldBe(0);
    }

    [Fact]
    public void A_token_that_takes_as_much_as_there_may_be_is_kept_and_one_byte_more_is_not()
    {
        var request = Requests.WithToken(Key.Sign("{}"));
        var policy = JwtPolicies.With(Key.PublicKey);
        TokenLookups lookups = new();
        TokenCache measured = new(8, lookups: lookups);
        for (int i = 0; i < 3; i++)
        {
            policy.Evaluate(request, new() { Tokens = measured }, Deciding.Now).ShouldForward();
        }

        (lookups.Hits, lookups.Misses).ShouldBe((2, 1));

        foreach (var (room, kept) in new[] { (measured.Bytes, 1), (measured.Bytes - 1, 0) })
        {
            TokenCache cache = new(8, room);
            policy.Evaluate(request, new() { Tokens = cache }, Deciding.Now).ShouldForward();
            cache.Count.ShouldBe(kept);
        }
    }

    [Fact]
    public void A_kept_token_does_not_say_itself_nor_does_its_place()
    {
        var cache = new TokenCache(8);
        string token = Key.Sign("{}");
        JwtPolicies.With(Key.PublicKey).Evaluate(Requests.WithToken(token), new() { Tokens = cache }, Deciding.Now).ShouldForward();

        cache.Tokens.ShouldHaveSingleItem().ToString().ShouldBe("");
        new Jwt.TokenKey(token.AsMemory(), null!).ToString().ShouldBe("");
    }

    [Fact]
    public void Nor_is_a_later_providers_kept_that_another_place_has()
    {
        string Provider(string issuer, string place) => $"{{issuer: {issuer}, jwks: {{local: {{key: '{Key.PublicKey}'}}}}, tokenSource: {{queryParams: [{place}]}}}}";
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, $"jwt: {{providers: {{a: {Provider("me", "a")}, b: {Provider("you", "b")}}}}}"));
        var cache = new TokenCache(8);

        policy.Evaluate(Requests.Get($"/?b={Key.Sign("""{"iss":"you"}""")}"), new() { Tokens = cache }, Deciding.Now).ShouldForward();

        cache.Count.ShouldBe(0);
    }

    [Fact]
    public void Of_several_tokens_none_is_kept()
    {
        var cache = new TokenCache(8);
        var policy = JwtPolicies.With(Key.PublicKey, "tokenSource: {headers: [{header: x-jwt}]}");
        var line = ("x-jwt", Key.Sign("{}"));

        policy.Evaluate(Requests.Get("/", line, line), new() { Tokens = cache }, Deciding.Now).ShouldForward();
        cache.Count.ShouldBe(0);
        policy.Evaluate(Requests.Get("/", line), new() { Tokens = cache }, Deciding.Now).ShouldForward();
        cache.Count.ShouldBe(1);
    }

    [Fact]
    public void A_revoked_token_that_is_verified_asks_for_no_more_keys()
    {
        var policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll, "jwt: {providers: {p: {jwks: {remote: {url: 'https://keys.example/'}}}}}"));
        var keys = RemoteKeySets.Empty.With(policy.RemoteKeys.ShouldHaveSingleItem(), policy.ReadKeys($$"""{"keys":[{{Keys.Rsa.Jwk()}}]}""")!);

        policy.Evaluate(
            Requests.WithToken(Keys.Rsa.Sign("""{"jti":"a"}""")), new() { Keys = keys, Revoked = new([RevokedToken.ByClaim("p", "jti", "a")]) }, Deciding.Now)
            .ShouldRefuse(401, ReasonCodes.JwtRevoked);
    }

    [Fact]
    [AbuseCase("T32")]
    public void Other_claims_under_a_known_signature_are_no_known_token()
    {
        var policy = JwtPolicies.With(Key.PublicKey);
        var cache = new TokenCache(8);
        string[] known = Key.Sign("""{"a":1}""").Split('.');
        string forged = $"{known[0]}.{SigningKey.Encode("""{"a":2}""")}.{known[2]}";

        policy.Evaluate(Requests.WithToken(string.Join('.', known)), new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldForward();
        policy.Evaluate(Requests.WithToken(forged), new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Fact]
    [AbuseCase("T32")]
    public void Tokens_that_are_alike_for_their_first_kilobyte_are_told_apart()
    {
        const int Callers = 4_000;
        string alike = new('a', 1_000);
        var policy = JwtPolicies.With(Key.PublicKey, "claimsToHeaders: [{claim: sub, header: x-sub}]");
        var cache = new TokenCache(Callers);
        PolicyRequest[] requests = [.. Enumerable.Range(0, Callers).Select(i => Requests.WithToken(Key.Sign($$"""{"a":"{{alike}}","sub":"{{i}}"}""")))];

        foreach (int i in Enumerable.Range(0, 2 * Callers))
        {
            var request = requests[i % Callers];
            policy.Evaluate(request, new PolicyFacts { Tokens = cache }, Deciding.Now).Sent(request, "x-sub").ShouldBe($"{i % Callers}");
        }
    }

    [Fact]
    public void No_more_tokens_are_remembered_than_there_is_room_for()
    {
        var policy = OncePolicy();
        var cache = new TokenCache(10);
        foreach (int i in Enumerable.Range(0, 100))
        {
            Decide(policy, $"{i}", cache).ShouldForward();
        }

        Enumerable.Range(0, 100).Count(i => Decide(policy, $"{i}", cache).Outcome == PolicyOutcome.Forward).ShouldBeInRange(1, 10);
    }

    [Fact]
    public void Each_route_asks_for_claims_of_its_own()
    {
        string Route(string name) =>
            $"- matchers: [{{prefix: /{name}}}]\n  routeAction: {Manifest.ToUp}\n  options: {{rbac: {{policies: {{all: {{principals: [{{jwtPrincipal: {{claims: {{group: {name}}}}}}}]}}}}}}}}";
        string[] names = [.. Enumerable.Range(10, 12).Select(i => $"g{i}")];
        var policy = Compiling.Policy(Manifest.Service(string.Join('\n', names.Select(Route)), Manifest.Jwt(Key.PublicKey)));
        var cache = new TokenCache(8);
        string token = Key.Sign("""{"group":"g13"}""");

        // Round them all twice: known tokens, routes not met before and routes met before.
        string[] allowed = [.. names.Concat(names)
            .Where(name => policy.Evaluate(Requests.WithToken(token, $"/{name}"), new PolicyFacts { Tokens = cache }, Deciding.Now).Outcome == PolicyOutcome.Forward)];

        allowed.ShouldBe(["g13", "g13"]);
    }

    [Fact]
    public void Permissions_are_asked_of_each_request()
    {
        var policy = Rbac.Policy("all: {permissions: {methods: [GET], pathPrefix: /a}, principals: [{jwtPrincipal: {claims: {a: b}}}]}");
        var cache = new TokenCache(8);
        string token = Key.Sign("""{"a":"b"}""");

        PolicyDecision Ask(string method, string target) =>
            policy.Evaluate(Requests.Make(method, target, [("authorization", $"Bearer {token}")]), new PolicyFacts { Tokens = cache }, Deciding.Now);

        Ask("GET", "/a").ShouldForward();
        Ask("POST", "/a").ShouldRefuse(403, ReasonCodes.RbacDenied);
        Ask("GET", "/b").ShouldRefuse(403, ReasonCodes.RbacDenied);
        Ask("GET", "/a").ShouldForward();
    }

    [Fact]
    public void Many_callers_at_once_get_each_their_own_decision()
    {
        var policy = Rbac.Policy("all: {principals: [{jwtPrincipal: {claims: {a: even}}}]}");
        var cache = new TokenCache(8);
        string[] tokens = [.. Enumerable.Range(0, 32).Select(i => Key.Sign($$"""{"n":{{i}},"a":"{{(i % 2 == 0 ? "even" : "odd")}}"}"""))];

        Parallel.For(0, 4_000, i =>
        {
            var decision = policy.Evaluate(Requests.WithToken(tokens[i % 32]), new PolicyFacts { Tokens = cache }, Deciding.Now);

            decision.Outcome.ShouldBe(i % 2 == 0 ? PolicyOutcome.Forward : PolicyOutcome.Respond);
            decision.Callers.ShouldHaveSingleItem().Claims.GetProperty("n").GetInt32().ShouldBe(i % 32);
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void A_cache_needs_room(int capacity)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenCache(capacity));
    }

    private static PolicyDecision Decide(CompiledPolicy policy, string subject, TokenCache? cache) =>
        policy.Evaluate(Once(subject), new PolicyFacts { Tokens = cache }, Deciding.Now);

    private static PolicyRequest Once(string subject) =>
        Requests.WithToken(new SigningKey("EdDSA", "", "", System.Security.Cryptography.SHA512.HashData).Sign($$"""{"sub":"{{subject}}"}"""));

    private static CompiledPolicy OncePolicy(OnceVerifier? verifier = null) =>
        JwtPolicies.With($$"""{"kty":"OKP","crv":"Ed25519","x":"{{SigningKey.Encode(new byte[32])}}"}""", options: new() { Ed25519 = verifier ?? new OnceVerifier() });

    /// <summary>Says yes to each signature the first time.</summary>
    private sealed class OnceVerifier : IEd25519Verifier
    {
        private readonly HashSet<string> _seen = [];

        public bool Refuses { get; set; }

        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            !Refuses && _seen.Add(Convert.ToHexString(signature));
    }
}
