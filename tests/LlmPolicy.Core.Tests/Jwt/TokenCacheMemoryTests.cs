using System.Runtime.CompilerServices;
using LlmPolicy.Jwt;

namespace LlmPolicy.Tests;

/// <summary>What a cache of verified tokens keeps of them, and how much memory that is, whatever a caller sends.</summary>
[Collection(nameof(Alone))]
public sealed class TokenCacheMemoryTests
{
    private static readonly byte[] OrderOfP256 = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    [Fact]
    public void A_header_line_that_a_token_came_in_is_not_kept()
    {
        var cache = new TokenCache(8);
        var policy = JwtPolicies.With(Keys.Hmac.PublicKey);

        var line = DecideOnALongLine(policy, cache);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        line.IsAlive.ShouldBeFalse();
        cache.Count.ShouldBe(1);
        cache.Tokens.ShouldAllBe(token => IsShort(token));
        GC.KeepAlive(cache);
    }

    private static bool IsShort(VerifiedToken token) => token.Text.Count('.') == 2 && token.Text.Length < 200;

    [Fact]
    [AbuseCase("T27")]
    public void A_token_is_one_entry_however_an_ECDSA_signature_is_written()
    {
        var policy = JwtPolicies.With(Keys.Ec.PublicKey);
        string token = Keys.Ec.Sign("""{"sub":"me"}""");
        var cache = new TokenCache(1_000);
        Evaluate(policy, cache, token).ShouldForward();

        var spellings = Spellings(token).ToList();
        foreach (string spelling in spellings)
        {
            // They verify, as in Envoy.
            Evaluate(policy, cache, spelling).ShouldForward();
        }

        spellings.Distinct().Count().ShouldBeGreaterThan(500);
        cache.Tokens.Select(t => t.Text.ToString()).ShouldBe([token]);
    }

    [Fact]
    public void An_unusual_spelling_that_comes_first_is_not_kept()
    {
        var policy = JwtPolicies.With(Keys.Ec.PublicKey);
        string token = Keys.Ec.Sign("""{"sub":"me"}""");
        var cache = new TokenCache(100);

        foreach (string spelling in Spellings(token).Where(s => SignatureOf(s).Length != 64))
        {
            Evaluate(policy, cache, spelling).ShouldForward();
        }

        cache.Count.ShouldBe(0);
    }

    [Fact]
    public void Nor_is_one_that_only_passes_because_a_rule_is_switched_off()
    {
        var policy = JwtPolicies.With(Keys.Hmac.PublicKey, options: Compiling.Lax([.. StrictnessRules.All]));
        string token = Keys.Hmac.Sign("""{"sub":"me"}""");
        string[] spellings = [$"{token}=", $".{token}", $"{token}.", token.Replace(".", "..", StringComparison.Ordinal), token.Insert(token.Length - 3, " "), token.Insert(9, "\t")];
        var cache = new TokenCache(100);

        foreach (string spelling in spellings)
        {
            Evaluate(policy, cache, spelling);
        }

        cache.Count.ShouldBe(0);
    }

    [Theory]
    [AbuseCase("T13")]
    [MemberData(nameof(Algorithms))]
    public void Whatever_is_put_before_or_behind_a_signature_of_any_algorithm_a_token_is_one_entry(string algorithm)
    {
        var key = Keys.Of(algorithm);
        var policy = JwtPolicies.With(key.PublicKey.Contains("PUBLIC KEY", StringComparison.Ordinal) ? key.Jwk($"\"alg\":\"{algorithm}\"") : key.PublicKey);
        string token = key.Sign("""{"sub":"me"}""");
        byte[] signature = SignatureOf(token);
        var cache = new TokenCache(1_000);
        Evaluate(policy, cache, token).ShouldForward();

        for (int i = 0; i < 256; i += 5)
        {
            Evaluate(policy, cache, With(token, [.. signature, (byte)i]));
            Evaluate(policy, cache, With(token, [(byte)i, .. signature]));
            Evaluate(policy, cache, With(token, [.. new byte[i], .. signature]));
            Evaluate(policy, cache, With(token, [.. signature, .. new byte[i]]));
        }

        cache.Tokens.Select(t => t.Text.ToString()).ShouldBe([token]);
    }

    public static TheoryData<string> Algorithms => [.. Keys.Algorithms];

    [Fact]
    public void The_bytes_that_are_counted_are_those_of_the_tokens_that_are_there()
    {
        var policy = JwtPolicies.With(Keys.Hmac.PublicKey);
        var cache = new TokenCache(50, 200_000);
        var chance = new Random(1);
        string[] tokens = [.. Enumerable.Range(0, 400).Select(i => Keys.Hmac.Sign($$"""{"sub":"{{i}}","a":"{{new string('a', chance.Next(9_000))}}"}"""))];

        foreach (string token in Enumerable.Range(0, 3_000).Select(_ => tokens[chance.Next(tokens.Length)]))
        {
            Evaluate(policy, cache, token).ShouldForward();
            cache.Bytes.ShouldBeLessThanOrEqualTo(200_000);
            cache.Count.ShouldBeInRange(1, 50);
        }

        cache.Bytes.ShouldBe(cache.Tokens.Sum(t => (long)t.Bytes));
    }

    [Fact]
    public void Callers_at_once_stay_within_the_bytes_too()
    {
        var policy = JwtPolicies.With(Keys.Hmac.PublicKey);
        var cache = new TokenCache(100, 300_000);
        string[] tokens = [.. Enumerable.Range(0, 200).Select(i => Keys.Hmac.Sign($$"""{"sub":"{{i}}","a":"{{new string('a', 40 * i)}}"}"""))];

        Parallel.For(0, 20_000, i => Evaluate(policy, cache, tokens[i * 31 % tokens.Length]).ShouldForward());
        Evaluate(policy, cache, tokens[0]);

        cache.Bytes.ShouldBeInRange(1, 300_000);
        cache.Bytes.ShouldBe(cache.Tokens.Sum(t => (long)t.Bytes));
    }

    [Fact]
    public void A_token_larger_than_all_the_room_is_verified_each_time()
    {
        var policy = JwtPolicies.With(Keys.Hmac.PublicKey);
        var cache = new TokenCache(10, 10_000);
        Evaluate(policy, cache, Keys.Hmac.Sign("""{"sub":"me"}""")).ShouldForward();

        Evaluate(policy, cache, Keys.Hmac.Sign($$"""{"a":"{{new string('a', 9_000)}}"}""")).ShouldForward();

        cache.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"sub":"SEED"}""")]
    [InlineData("""{"a":[1,2,SEED],"b":["MANY"]}""")]
    [InlineData("""{"a":"SEED","b":[[],[],MANY]}""")]
    [InlineData("""{"a":"SEED","b":{"a":{},MANY}}""")]
    public void No_more_memory_is_taken_than_is_counted_even_when_all_claims_are_read(string claims)
    {
        const int Count = 300;
        var policy = JwtPolicies.With(Keys.Hmac.PublicKey);
        string many = claims.Contains("\"MANY\"", StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat("\",\"", 3_000))
            : claims.Contains("[],MANY", StringComparison.Ordinal) ? string.Join(',', Enumerable.Repeat("[]", 3_900))
            : string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"{i}\":{{}}"));
        var cache = new TokenCache(Count, 1L << 40);
        Fill(policy, cache, 1, _ => claims.Replace("SEED", "0", StringComparison.Ordinal).Replace("MANY", many, StringComparison.Ordinal));
        long before = GC.GetTotalMemory(true);
        long counted = cache.Bytes;

        Fill(policy, cache, Count, i => claims.Replace("SEED", $"{100 + i}", StringComparison.Ordinal).Replace("MANY", many, StringComparison.Ordinal));

        long taken = GC.GetTotalMemory(true) - before;
        taken.ShouldBeGreaterThan(Count * 300L);
        taken.ShouldBeLessThan((cache.Bytes - counted) * 11 / 10);
        GC.KeepAlive(cache);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_cache_needs_memory(long bytes)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenCache(10, bytes));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(CompiledPolicy policy, TokenCache cache, int count, Func<int, string> claims)
    {
        for (int i = 0; i < count; i++)
        {
            // The first request's caller is its own; from the second on it is the one that is kept.
            string token = Keys.Hmac.Sign(claims(i));
            Evaluate(policy, cache, token).ShouldForward();
            Evaluate(policy, cache, token).Callers[0].Claims.EnumerateObject().Count().ShouldBePositive();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DecideOnALongLine(CompiledPolicy policy, TokenCache cache)
    {
        string line = new string('x', 50_000) + " Bearer " + Keys.Hmac.Sign("""{"sub":"me"}""");
        policy.Evaluate(Requests.Get("/", ("authorization", line)), new PolicyFacts { Tokens = cache }, Deciding.Now).ShouldForward();
        return new WeakReference(line);
    }

    private static PolicyDecision Evaluate(CompiledPolicy policy, TokenCache cache, string token) =>
        policy.Evaluate(Requests.WithToken(token), new PolicyFacts { Tokens = cache }, Deciding.Now);

    /// <summary>An ES256 token's other spellings: r and s with zeros before them, a byte behind, s in place of n - s.</summary>
    private static IEnumerable<string> Spellings(string token)
    {
        byte[] signature = SignatureOf(token);
        byte[] twin = [.. signature[..32], .. Subtracted(OrderOfP256, signature[32..])];
        foreach (byte[] each in new[] { signature, twin })
        {
            for (int zeros = 0; zeros <= 40; zeros++)
            {
                byte[] padded = [.. new byte[zeros], .. each[..32], .. new byte[zeros], .. each[32..]];
                yield return With(token, padded);
                for (int odd = 0; odd < 256; odd += zeros == 0 ? 1 : 37)
                {
                    yield return With(token, [.. padded, (byte)odd]);
                }
            }
        }
    }

    private static byte[] Subtracted(byte[] from, byte[] number)
    {
        byte[] difference = new byte[from.Length];
        int borrow = 0;
        for (int i = from.Length - 1; i >= 0; i--)
        {
            int digit = from[i] - number[i] - borrow;
            borrow = digit < 0 ? 1 : 0;
            difference[i] = (byte)digit;
        }

        return difference;
    }

    private static byte[] SignatureOf(string token) => System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[2]);

    private static string With(string token, byte[] signature) => $"{token[..token.LastIndexOf('.')]}.{SigningKey.Encode(signature)}";
}
