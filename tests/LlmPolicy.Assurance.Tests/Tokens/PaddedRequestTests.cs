using System.IO.Compression;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What a caller puts around a token costs nobody but that request: one token is one entry of the cache, and as long as it is.</summary>
public sealed class PaddedRequestTests
{
    private static readonly Gen<string> Algorithm = Gen.Frequency((3, Gen.OneOf("HS256", "HS512")), (5, Gen.OneOf("ES256", "ES384")), (1, Gen.OneOf("ES512", "EdDSA", "RS256", "PS256")));

    [Fact]
    public void A_token_is_one_entry_of_its_own_length_however_it_is_written_and_whatever_stands_around_it()
    {
        Gen.Select(Any.Accepted, Algorithm, Gen.Int, Gen.Bool).Hold(
            one =>
            {
                var (asking, algorithm, seed, isLax) = one;
                var provider = asking.Policy.Providers[0] with { Algorithm = algorithm, Place = Place.Usual };
                var chance = new Random(seed);
                asking = asking with { Policy = asking.Policy with { Providers = [provider with { Issuer = null, Audiences = [] }] } };
                var policy = asking.Policy.Compile(isLax ? KeyRing.Lax : KeyRing.Options);
                string token = asking.Token!.Sign(asking.Policy, Spelling.Plain, Spelling.Plain);
                byte[] signature = Signatures.Of(token);
                bool isEcdsa = algorithm.StartsWith("ES", StringComparison.Ordinal);
                var plain = new TokenCache(100);
                for (int time = 0; time < 3; time++)
                {
                    Forward(policy, plain, asking.Request(token, Carriage.Usual)).ShouldBeTrue();
                }

                var cache = new TokenCache(100);
                int forwarded = 0;
                for (int time = 0; time < 24; time++)
                {
                    string text = (isEcdsa ? chance.Next(4) : 3) switch
                    {
                        0 => Signatures.With(token, Signatures.Widened(signature, chance.Next(1, 300), null)),
                        1 => Signatures.With(token, Signatures.Widened(signature, chance.Next(3), (byte)chance.Next(256))),
                        2 => Signatures.With(token, Signatures.Widened(Signatures.Twin(signature, algorithm), chance.Next(2), null)),
                        _ => chance.Next(4) == 0 ? $"{token}=" : token,
                    };
                    forwarded += Forward(policy, cache, Padded(asking.Request(text, Carriage.Usual), text, chance)) ? 1 : 0;
                }

                forwarded.ShouldBeGreaterThan(0);
                cache.Count.ShouldBeLessThanOrEqualTo(1);
                cache.Bytes.ShouldBeLessThanOrEqualTo(plain.Bytes);
                Kept(policy, cache).ShouldBeLessThanOrEqualTo(Kept(policy, plain));
            },
            250);
    }

    [Fact]
    public void Of_a_request_that_is_over_nothing_long_is_kept_but_the_token()
    {
        const int Long = 10_000;
        int remembered = 0;
        Gen.Select(Gen.OneOf(Any.Request, Any.Accepted), Gen.Int, Gen.Bool).Hold(
            one =>
            {
                var (asking, seed, isExplained) = one;
                var chance = new Random(seed);
                var policy = asking.Policy.Compile();
                var cache = new TokenCache(8);
                string? token = asking.Token?.Sign(asking.Policy, Spelling.Plain, Spelling.Plain);
                var kept = new Retained().Follow(policy, KeyRing.Options).Forget();
                string padding = new('x', Long);
                var request = asking.Request(token, Carriage.Usual);
                request = request with
                {
                    Target = $"{request.Target}{(request.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}a={padding}",
                    Headers = [.. request.Headers.Select(h => token is not null && h.Value.Contains(token, StringComparison.Ordinal) && chance.Next(2) == 0 ? new HeaderField(h.Name, h.Value.Replace("Bearer", $"{padding} Bearer", StringComparison.Ordinal)) : h), new($"x-{padding[..200]}", padding), new("cookie", padding), new("x-team", padding)],
                };
                for (int time = 0; time < 2; time++)
                {
                    if (isExplained)
                    {
                        policy.Explain(request, new PolicyFacts { Tokens = cache }, AskShape.Now);
                    }

                    policy.Evaluate(request, new PolicyFacts { Tokens = cache }, AskShape.Now);
                }

                Interlocked.Add(ref remembered, cache.Count);

                // Another one, without anything to it, comes behind.
                policy.Evaluate(asking.Request(null, Carriage.Usual), new PolicyFacts { Tokens = cache }, AskShape.Now);
                new Retained().Follow(policy, KeyRing.Options).Longest.ShouldBeLessThan(Long, "the policy has taken something up");
                kept.Follow(cache).Follow(Spares()).Longest.ShouldBeLessThan(Long);
            },
            150,
            threads: 1);

        remembered.ShouldBeGreaterThan(10);
    }

    /// <summary>An allocation counts the same each time, unlike a time.</summary>
    [Fact]
    public void What_a_long_request_costs_does_not_grow_with_how_many_look_at_it()
    {
        const int Length = 60_000;
        CompiledPolicy few = Crowded(1), many = Crowded(21);
        Dictionary<string, PolicyRequest> requests = new()
        {
            ["escaped names in the query"] = Asked($"/?{Repeated("%61&", Length)}"),
            ["escaped names and values in the query"] = Asked($"/?{Repeated("%61=%62&", Length)}"),
            ["one long parameter"] = Asked($"/?a={new string('b', Length)}"),
            ["one long escaped parameter"] = Asked($"/?a={Repeated("%62", Length)}"),
            ["a token that is none in the query"] = Asked($"/?access_token={Repeated("%61", Length)}"),
            ["a token of dots in the query"] = Asked($"/?access_token={new string('.', Length)}"),
            ["a long path"] = Asked($"/{Repeated("a/", Length)}"),
            ["a long escaped path"] = Asked($"/{Repeated("%61/", Length)}"),
            ["a long line"] = Asked("/", new HeaderField("authorization", new string('x', Length))),
            ["a token that is none"] = Asked("/", new HeaderField("authorization", $"Bearer {new string('x', Length)}")),
            ["a token of three parts"] = Asked("/", new HeaderField("authorization", $"Bearer {Repeated("eyJh", 20_000)}.{Repeated("eyJh", 20_000)}.{Repeated("eyJh", 20_000)}")),
            ["a token with a long good payload"] = Asked("/", new HeaderField("authorization", $"Bearer {SigningKey.Hmac().Sign($"{{\"a\":\"{new string('a', Length / 2)}\"}}")}")),
            ["prefixes"] = Asked("/", new HeaderField("authorization", Repeated("Bearer ", Length))),
            ["many lines"] = Asked("/", [.. Enumerable.Range(0, 1_000).Select(i => new HeaderField($"x-{i}", "some value of fifty characters, or a few more than it"))]),
            ["many lines of tokens"] = Asked("/", [.. Enumerable.Range(0, 500).Select(_ => new HeaderField("authorization", "Bearer a.b.c"))]),
            ["a long cookie"] = Asked("/", new HeaderField("cookie", Repeated("a=b; ", Length))),
        };

        foreach (var (name, request) in requests)
        {
            long once = Allocated(few, request);

            // What each of twenty more makes by itself is a matter of some hundred bytes.
            Allocated(many, request).ShouldBeLessThan(once + (once / 2) + (20 * 4_096), name);
            once.ShouldBeLessThan(32L * Length, name);
        }
    }

    [Fact]
    public void The_cache_takes_no_more_than_it_may_whatever_comes_in_whatever_order()
    {
        const int Tokens = 30;
        int[] lengths = [1, 1, 1, 200, 2_000, 9_000];
        long remembered = 0;
        var key = KeyRing.Of("HS256");
        string[] tokens = [.. Enumerable.Range(0, Tokens).Select(i => key.Sign($$"""{"jti":"{{i}}","a":"{{new string('a', lengths[i % lengths.Length])}}","list":[{{string.Join(',', Enumerable.Range(0, i % 7))}}]}"""))];
        ProviderShape provider = new("p0", "HS256", 0, KeyForm.Jwk, null, [], 0, Place.Usual, false);
        CompiledPolicy[] policies = [.. new[] { provider, provider with { Skew = 1, Form = KeyForm.Set } }.Select(one => new PolicyShape([one], null, "jwt", null, null).Compile())];
        RevokedTokens[] revoked = [RevokedTokens.None, RevokedTokens.None, new([.. tokens.Where((_, i) => i % 4 == 0).Select(token => RevokedToken.BySha256(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.Latin1.GetBytes(token)))))])];

        // Small ones by the hundred, then long ones, and both mixed.
        var step = Gen.Select(Gen.OneOf(Gen.Int[0, Tokens - 1], Gen.Int[0, (Tokens / 6) - 1].Select(i => i * 6), Gen.Int[0, (Tokens / 6) - 1].Select(i => (i * 6) + 5)), Gen.Frequency((9, 0), (1, 1)), Gen.Int[0, revoked.Length - 1]);
        Gen.Select(step.Array[1, 80], Gen.OneOf(3, 5, 20, 1_000), Gen.OneOf(1L, 3_000L, 20_000L, 60_000L, 200_000L)).Hold(
            one =>
            {
                var (steps, capacity, bytes) = one;
                TokenCache cache = new(capacity, bytes);
                foreach (var (token, policy, list) in steps)
                {
                    policies[policy].Evaluate(Asked("/", new HeaderField("authorization", $"Bearer {tokens[token]}")), new PolicyFacts { Tokens = cache, Revoked = revoked[list] }, AskShape.Now);

                    cache.Bytes.ShouldBeLessThanOrEqualTo(bytes);
                    cache.Count.ShouldBeLessThanOrEqualTo(capacity);
                    cache.Bytes.ShouldBe(cache.Tokens.Sum(kept => (long)kept.Bytes));
                }

                Interlocked.Add(ref remembered, cache.Count);
            },
            300);

        remembered.ShouldBeGreaterThan(500);
    }

    public static TheoryData<string> Codings => [.. LlmUsageReader.ContentCodings, "x-gzip", "GZIP"];

    [Theory]
    [MemberData(nameof(Codings))]
    public void What_a_body_opens_to_beyond_what_is_read_of_it_costs_nothing(string coding)
    {
        const int Limit = 1 << 20;
        byte[] little = Packed(coding, 2 * Limit), much = Packed(coding, 40 * Limit);
        Dictionary<string, CompiledPolicy> policies = new()
        {
            ["a model rule"] = Reading("ModelPolicy", $"rules: [{{models: ['m*']}}], bodyLimit: {Limit}"),
            ["a budget"] = Reading("TokenBudget", $"shared: true, limits: [{{tokens: 100000, per: DAY}}], bodyLimit: {Limit}"),
            ["a hard budget"] = Reading("TokenBudget", $"shared: true, hard: true, limits: [{{tokens: 100000, per: DAY}}], bodyLimit: {Limit}"),
            ["a meter"] = Reading("UsagePolicy", "meter: true"),
        };
        foreach (var (name, policy) in policies)
        {
            long once = AllocatedBy(() => policy.Evaluate(Coded(coding, little), new PolicyFacts { Body = BodyFact.Whole(little) }, AskShape.Now));
            long forty = AllocatedBy(() => policy.Evaluate(Coded(coding, much), new PolicyFacts { Body = BodyFact.Whole(much) }, AskShape.Now));

            // The body as it came may be copied, by each that looks at it.
            forty.ShouldBeLessThan(once + (4 * much.Length) + 65_536, name);
            once.ShouldBeLessThan((16L * Limit) + (4 * little.Length), name);
            policy.Evaluate(Coded(coding, little), new PolicyFacts { Body = BodyFact.Whole(little) }, AskShape.Now).Need.ShouldBeNull("the body was looked at");
        }

        byte[] answered = Packed(coding, 1 << 18), flood = Packed(coding, 40 << 18);
        AllocatedBy(() => Read(coding, flood)).ShouldBeLessThan(AllocatedBy(() => Read(coding, answered)) + 262_144, "an answer");
    }

    private static IEnumerable<object> Spares() => Retained.Spares(typeof(CompiledPolicy).Assembly);

    private static long Kept(CompiledPolicy policy, TokenCache cache) => new Retained().Follow(policy, KeyRing.Options).Forget().Follow(cache).Bytes;

    private static bool Forward(CompiledPolicy policy, TokenCache cache, PolicyRequest request) =>
        policy.Evaluate(request, new PolicyFacts { Tokens = cache }, AskShape.Now).Forwarding is not null;

    private static PolicyRequest Padded(PolicyRequest request, string token, Random chance)
    {
        string padding = new('x', chance.Next(5_000));
        return chance.Next(4) switch
        {
            0 => request with { Headers = [new("authorization", $"{padding} Bearer {token}")] },
            1 => request with { Headers = [new("x-more", padding), new("authorization", $"Bearer {new string(' ', padding.Length)}{token}")] },
            2 => request with { Headers = [], Target = $"{request.Target}?{padding}&access_token={token}&{padding}=1" },
            _ => request with { Headers = [], Target = $"{request.Target}?access_token={string.Concat(token.Select(c => $"%{(int)c:x2}"))}" },
        };
    }

    /// <summary>A policy of so many providers, each with places of its own, rules of each, and routes that look at headers and the query.</summary>
    private static CompiledPolicy Crowded(int count)
    {
        string key = KeyRing.Of("HS256").Jwk();
        var providers = Enumerable.Range(0, count).Select(i => ($"p{i:d2}", (JsonTree)new JsonTree.Object(
            ("issuer", $"https://idp{i}.test"),
            ("tokenSource", new JsonTree.Object(
                ("headers", new JsonTree.List(new JsonTree.Object(("header", "authorization"), ("prefix", "Bearer ")), new JsonTree.Object(("header", $"x-jwt-{i}")))),
                ("queryParams", new JsonTree.List("access_token", $"t{i}")))),
            ("claimsToHeaders", new JsonTree.List(new JsonTree.Object(("claim", "sub"), ("header", $"x-sub-{i}")))),
            ("jwks", new JsonTree.Object(("local", new JsonTree.Object(("key", key))))))));
        var routes = Enumerable.Range(0, count).Select(i => (JsonTree)new JsonTree.Object(
            ("matchers", new JsonTree.List(
                new JsonTree.Object(("prefix", $"/r{i}"), ("queryParameters", new JsonTree.List(new JsonTree.Object(("name", $"q{i}"), ("value", "1"))))),
                new JsonTree.Object(("prefix", "/"), ("headers", new JsonTree.List(new JsonTree.Object(("name", $"x-h{i}"), ("value", "1"))))))),
            ("routeAction", ToUp)));
        string service = new JsonTree.Object(
            ("apiVersion", "gateway.solo.io/v1"), ("kind", "VirtualService"), ("metadata", new JsonTree.Object(("name", "vs"), ("namespace", "default"))),
            ("spec", new JsonTree.Object(("virtualHost", new JsonTree.Object(
                ("domains", new JsonTree.List("*")),
                ("options", new JsonTree.Object(("jwt", new JsonTree.Object(("providers", new JsonTree.Object([.. providers])))))),
                ("routes", new JsonTree.List([.. routes, new JsonTree.Object(("matchers", new JsonTree.List(new JsonTree.Object(("prefix", "/")))), ("routeAction", ToUp))]))))))).ToString();
        return PolicyShape.Compile($"{service}\n---\n{PolicyShape.Up}", KeyRing.Options);
    }

    private static JsonTree ToUp => new JsonTree.Object(("single", new JsonTree.Object(("upstream", new JsonTree.Object(("name", "up"), ("namespace", "default"))))));

    private static PolicyRequest Asked(string target, params HeaderField[] headers) => new() { Method = "GET", Target = target, Authority = "any.test", Headers = headers };

    private static PolicyRequest Coded(string coding, byte[] body) => new()
    {
        Method = "POST",
        Target = "/v1/chat/completions",
        Authority = "any.test",
        Headers = [new("content-type", "application/json"), new("content-encoding", coding), new("content-length", $"{body.Length}")],
    };

    private static CompiledPolicy Reading(string kind, string spec) => PolicyShape.Compile(
        $"{Gateway.Manifests.Service(Gateway.Manifests.Route("/"), Gateway.Manifests.Upstream())}\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: all, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: gateway}}], {spec}}}\n",
        KeyRing.Options);

    private static void Read(string coding, byte[] answer)
    {
        using LlmUsageReader reader = new(new UpstreamAnswer(200, [new("content-type", "application/json"), new("content-encoding", coding)]));
        reader.Read(answer);
        reader.Complete(LlmAnswerEnd.Whole);
    }

    /// <summary>A call of so many bytes, nearly all of them one letter, in a coding.</summary>
    private static byte[] Packed(string coding, int length)
    {
        using MemoryStream packed = new();
        using (Stream coder = coding.ToUpperInvariant() switch
        {
            "BR" => new BrotliStream(packed, CompressionLevel.Fastest),
            "DEFLATE" => new ZLibStream(packed, CompressionLevel.Fastest),
            _ => new GZipStream(packed, CompressionLevel.Fastest),
        })
        {
            coder.Write("{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""u8);
            byte[] block = new byte[1 << 16];
            block.AsSpan().Fill((byte)'a');
            for (int left = length; left > 0; left -= block.Length)
            {
                coder.Write(block.AsSpan(0, Math.Min(left, block.Length)));
            }

            coder.Write("\"}]}"u8);
        }

        return packed.ToArray();
    }

    private static long AllocatedBy(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Repeated(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length));

    private static long Allocated(CompiledPolicy policy, PolicyRequest request)
    {
        policy.Evaluate(request, PolicyFacts.None, AskShape.Now).Forwarding.ShouldBeNull();
        long before = GC.GetAllocatedBytesForCurrentThread();
        policy.Evaluate(request, PolicyFacts.None, AskShape.Now);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
