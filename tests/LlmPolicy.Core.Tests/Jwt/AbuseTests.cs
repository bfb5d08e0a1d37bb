using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using LlmPolicy.ExtAuth;
using LlmPolicy.Jwt.Keys;

namespace LlmPolicy.Tests;

/// <summary>What attackers try on tokens and keys, and what they get.</summary>
public sealed class AbuseTests
{
    private const string NoKey = "Jwks doesn't have key to match kid or alg from Jwt";

    private const string Fails = "Jwt verification fails";

    // The order of P-256's group (SEC 2, 2.4.2).
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly string[] Hashes = ["HS256", "HS384", "HS512"];

    public static TheoryData<string, string> PublicKeysAndHashes =>
        [.. Keys.Algorithms.Except(Hashes).SelectMany(key => Hashes.Select(hash => (key, hash)))];

    [Theory]
    [AbuseCase("T2")]
    [MemberData(nameof(PublicKeysAndHashes))]
    public void No_form_of_a_public_key_is_a_shared_secret(string algorithm, string hash)
    {
        var key = Keys.Of(algorithm);
        string set = $$"""{"keys":[{{key.Jwk()}}]}""";
        CompiledPolicy[] policies = [JwtPolicies.With(key.PublicKey), JwtPolicies.With(key.Jwk()), JwtPolicies.With(set), JwtPolicies.With(key.Jwk("\"alg\":\"" + algorithm + "\""))];

        foreach (byte[] secret in Forms(key, set))
        {
            string forged = (key with { Algorithm = hash, SignBytes = data => Mac(hash, secret, data) }).Sign("{}");

            policies.ShouldAllBe(policy => policy.Refusal(forged) == NoKey || policy.Refusal(forged) == Fails, $"a secret of {secret.Length} bytes");
        }
    }

    [Theory]
    [AbuseCase("T4")]
    [InlineData("\"use\":\"enc\"")]
    [InlineData("\"use\":1")]
    [InlineData("\"key_ops\":[\"encrypt\"]")]
    [InlineData("\"key_ops\":[]")]
    [InlineData("\"d\":\"AQAB\",\"p\":\"AQAB\"")]
    public void What_a_JWK_is_meant_for_is_not_looked_at_as_in_Envoy(string members)
    {
        // Recorded: jwt-keys, jwk-rsa-enc, jwk-rsa-ops and jwk-rsa-ops-enc.
        JwtPolicies.With(Keys.Rsa.Jwk(members)).Refusal(Keys.Rsa.Sign("{}")).ShouldBeNull();
    }

    [Fact]
    [AbuseCase("T4")]
    public void A_private_key_as_a_JWK_verifies_by_its_public_half_and_shows_in_nothing()
    {
        using var rsa = RSA.Create(2048);
        var all = rsa.ExportParameters(true);
        string secret = SigningKey.Encode(all.D!);
        string jwk = $$"""{"kty":"RSA","n":"{{SigningKey.Encode(all.Modulus!)}}","e":"AQAB","d":"{{secret}}","p":"{{SigningKey.Encode(all.P!)}}"}""";
        var compilation = Compiling.Compile(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(jwk)));
        var signer = Keys.Rsa with { SignBytes = data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) };

        compilation.Policy!.Refusal(signer.Sign("{}")).ShouldBeNull();
        string.Join('\n', compilation.Diagnostics).ShouldNotContain(secret);
        compilation.Policy!.Generation.ShouldNotContain(secret);
    }

    public static TheoryData<string> KeyIds =>
    [
        "../../../../dev/null", "/etc/passwd", "..\\..\\windows\\win.ini", "x' UNION SELECT 'AA", "'; DROP TABLE keys; --", "$(id)", "`id`", "| id", "%00", "\0",
        "https://attacker.example/jwks", "file:///dev/null", "a\r\nx-injected: 1", "\u2028", "{\"kid\":\"a\"}", "*", ".*", "A", "a ", " a", "a\0", "\u0430",
        new string('a', 256), new string('x', 12_000), string.Concat(Enumerable.Repeat("../", 4_000)),
    ];

    [Theory]
    [AbuseCase("T6")]
    [MemberData(nameof(KeyIds))]
    public void A_kid_is_compared_and_nothing_else(string kid)
    {
        string header = $$"""{"alg":"HS256","kid":{{System.Text.Json.JsonSerializer.Serialize(kid)}}}""";
        var policy = JwtPolicies.With(Key.Jwk("\"kid\":\"a\""));
        var request = Requests.WithToken(Key.Sign(header, "{}"));

        var decision = policy.Decide(request);

        decision.ShouldRefuse(401, ReasonCodes.JwtNoKey).Body.ShouldBe(NoKey);
        decision.Response!.Headers.ShouldAllBe(h => !h.Value.Contains(kid, StringComparison.Ordinal) || kid.Length == 1);
        policy.Explain(request, PolicyFacts.None, Deciding.Now).Steps.Count.ShouldBePositive();
        JwtPolicies.With(Key.Jwk()).Refusal(SigningKey.Hmac().Sign(header, "{}")).ShouldBe(Fails, "a key without a kid");
        JwtPolicies.With(Key.Jwk()).Decide(request).ShouldForward();
    }

    [Fact]
    [AbuseCase("T6")]
    public void A_kid_of_40_KB_finds_no_key_either()
    {
        string header = $$"""{"alg":"HS256","kid":"{{new string('a', 40_000)}}"}""";

        JwtPolicies.With(Key.Jwk("\"kid\":\"a\"")).Refusal(Key.Sign(header, "{}")).ShouldBe(NoKey);
        JwtPolicies.With(Key.Jwk()).Decide(Requests.WithToken(Key.Sign(header, "{}"))).ShouldRefuse(401, ReasonCodes.JwtTooLong);
    }

    [Theory]
    [AbuseCase("T8", "T9")]
    [InlineData("a", null)]
    [InlineData("b", NoKey)]
    [InlineData(null, null)]
    public void All_of_many_keys_are_tried_as_in_Envoy_and_those_alone_that_the_kid_names(string? kid, string? refusal)
    {
        string others = string.Join(',', Enumerable.Range(0, 300).Select(_ => SigningKey.Hmac().Jwk("\"kid\":\"a\"")));
        string header = kid is null ? """{"alg":"HS256"}""" : $$"""{"alg":"HS256","kid":"{{kid}}"}""";

        JwtPolicies.With($$"""{"keys":[{{others}},{{Key.Jwk("\"kid\":\"a\"")}}]}""").Refusal(Key.Sign(header, "{}")).ShouldBe(refusal);
    }

    [Fact]
    [AbuseCase("T9")]
    public void A_secret_and_a_public_key_of_one_kid_each_verify_what_they_signed_as_in_Envoy()
    {
        string secret = Key.Jwk("\"kid\":\"a\"");
        string key = Keys.Rsa.Jwk("\"kid\":\"a\"");
        CompiledPolicy[] policies = [JwtPolicies.With($$"""{"keys":[{{secret}},{{key}}]}"""), JwtPolicies.With($$"""{"keys":[{{key}},{{secret}}]}""")];

        static string Header(string algorithm) => $$"""{"alg":"{{algorithm}}","kid":"a"}""";
        string[] own = [Key.Sign(Header("HS256"), "{}"), Keys.Rsa.Sign(Header("RS256"), "{}")];

        policies.SelectMany(policy => own.Select(policy.Refusal)).ShouldAllBe(refusal => refusal == null);
        policies.Select(policy => policy.Refusal(Keys.Rsa.Sign(Header("HS256"), "{}"))).ShouldAllBe(refusal => refusal == Fails);
        foreach (byte[] form in Forms(Keys.Rsa, key))
        {
            string forged = (Keys.Rsa with { SignBytes = data => Mac("HS256", form, data) }).Sign(Header("HS256"), "{}");
            policies.ShouldAllBe(policy => policy.Refusal(forged) == Fails);
        }
    }

    [Theory]
    [AbuseCase("T23")]
    [InlineData("\"typ\":\"at+jwt\"")]
    [InlineData("\"typ\":\"logout+jwt\"")]
    [InlineData("\"typ\":\"dpop+jwt\"")]
    [InlineData("\"typ\":\"JWE\"")]
    [InlineData("\"typ\":1")]
    [InlineData("\"typ\":null")]
    [InlineData("\"typ\":{\"a\":[]}")]
    [InlineData("\"cty\":\"JWT\"")]
    public void Typ_is_not_looked_at_as_in_Envoy(string member)
    {
        JwtPolicies.With(Key.PublicKey).Refusal(Key.Sign($$"""{"alg":"HS256",{{member}}}""", "{}")).ShouldBeNull();
    }

    [Theory]
    [AbuseCase("T19")]
    [InlineData("{\"iat\":1700000000}", null)]
    [InlineData("{\"iat\":9999999999}", null)]
    [InlineData("{\"iat\":1,\"nbf\":1700000061}", "Jwt not yet valid")]
    public void When_a_token_was_issued_is_not_looked_at_as_in_Envoy_but_nbf_is(string payload, string? refusal)
    {
        JwtPolicies.With(Key.PublicKey).Refusal(Key.Sign(payload)).ShouldBe(refusal);
    }

    [Fact]
    [AbuseCase("T16")]
    public void As_many_members_and_items_as_16_KiB_hold_cost_no_more_than_twenty_times_that()
    {
        var policy = JwtPolicies.With(Key.PublicKey, "audiences: [us]");
        string[] payloads =
        [
            $"{{{string.Join(',', Enumerable.Range(0, 1_300).Select(i => $"\"{i:x}\":0"))},\"aud\":\"us\"}}",
            $"{{\"a\":[{string.Join(',', Enumerable.Repeat("0", 6_000))}],\"aud\":\"us\"}}",
            $"{{\"a\":[{string.Join(',', Enumerable.Repeat("{}", 4_000))}],\"aud\":\"us\"}}",
            $"{{\"aud\":[{string.Join(',', Enumerable.Repeat("\"x\"", 3_000))},\"us\"]}}",
        ];

        foreach (string payload in payloads)
        {
            var request = Requests.WithToken(Key.Sign(payload));
            policy.Decide(request).ShouldForward();
            long before = GC.GetAllocatedBytesForCurrentThread();
            policy.Decide(request);

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20 * 16 * 1024);
        }
    }

    [Fact]
    [AbuseCase("T27")]
    public void Numbers_that_are_no_signature_do_not_verify()
    {
        var policy = JwtPolicies.With(Keys.Ec.PublicKey);
        string token = Keys.Ec.Sign("{}");
        byte[] good = Signature(token);
        byte[] zero = new byte[32];
        byte[] one = [.. new byte[31], 1];
        byte[] r = good[..32];
        byte[] s = good[32..];
        byte[][] bad =
        [
            [.. zero, .. zero], [.. r, .. zero], [.. zero, .. s], [.. Order, .. Order], [.. r, .. Order], [.. Order, .. s], [.. one, .. one], [.. zero, .. one], [.. Order, .. zero],
            [.. s, .. r], [.. Enumerable.Repeat((byte)0xff, 64)], [.. good[..63]], [.. good[1..]], [], [0], [.. Sum(r, Order), .. s], [.. r, .. Sum(s, Order)],
        ];

        bad.ShouldAllBe(signature => policy.Refusal(With(token, signature)) == Fails || signature.Length == 0);
        policy.Decide(Requests.WithToken(With(token, []))).ShouldRespond(401);
    }

    [Fact]
    [AbuseCase("T30")]
    public void A_MAC_is_right_whole_or_not_at_all()
    {
        var policy = JwtPolicies.With(Key.PublicKey);
        string token = Key.Sign("{}");
        byte[] good = Signature(token);

        for (int length = 1; length < good.Length; length++)
        {
            policy.Refusal(With(token, good[..length])).ShouldBe(Fails);
        }

        for (int bit = 0; bit < 8 * good.Length; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            policy.Refusal(With(token, flipped)).ShouldBe(Fails);
        }

        policy.Refusal(With(token, [.. good, 0])).ShouldBe(Fails);
        policy.Refusal(With(token, [.. good, .. good])).ShouldBe(Fails);
    }

    /// <summary>No result tells how long a comparison took, so what is looked at is what compares: of all that a MAC's check calls, this alone.</summary>
    [Fact]
    [AbuseCase("T30")]
    public void A_MAC_is_compared_in_constant_time()
    {
        var verify = typeof(HmacKey).GetMethod(nameof(HmacKey.Verify))!;

        string[] called = [.. Called(verify).Select(m => $"{m.DeclaringType!.Name}.{m.Name}")];

        called.ShouldContain("CryptographicOperations.FixedTimeEquals");
        called.ShouldAllBe(name => !name.Contains("SequenceEqual", StringComparison.Ordinal) && !name.Contains("SequenceCompareTo", StringComparison.Ordinal));
        called.Where(name => name.Contains("Equal", StringComparison.Ordinal) && !name.StartsWith("String.", StringComparison.Ordinal))
            .ShouldBe(["CryptographicOperations.FixedTimeEquals"]);
    }

    /// <summary>Keys are found by their digests, of which time tells nothing about a key; what is found is compared once more.</summary>
    [Fact]
    [AbuseCase("T30")]
    public void The_digest_of_an_API_key_is_compared_in_constant_time()
    {
        var equals = typeof(KeyDigest).GetMethod(nameof(KeyDigest.FixedTimeEquals))!;

        Called(equals).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Where(name => name.Contains("Equal", StringComparison.Ordinal))
            .ShouldBe(["CryptographicOperations.FixedTimeEquals"]);
    }

    /// <summary>The methods that a method's code calls (ECMA-335, III.3.19 and III.4.2).</summary>
    private static IEnumerable<MethodBase> Called(MethodInfo method)
    {
        byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
        for (int i = 0; i + 4 < code.Length; i++)
        {
            // call and callvirt; a byte that only looks like one is followed by no method's token.
            if (code[i] is 0x28 or 0x6f && BitConverter.ToInt32(code, i + 1) is var token && (token >>> 24) is 0x06 or 0x0a or 0x2b && Resolve(method.Module, token) is { } called)
            {
                yield return called;
            }
        }
    }

    private static MethodBase? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>All that somebody who knows a public key may take for a secret.</summary>
    private static IEnumerable<byte[]> Forms(SigningKey key, string set)
    {
        string pem = key.PublicKey;
        byte[] der = Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));
        string[] texts =
        [
            pem, pem.TrimEnd(), pem + "\n", pem.ReplaceLineEndings("\r\n"), pem.ReplaceLineEndings(""), string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))),
            key.Jwk(), set, key.JwkMembers, Convert.ToHexString(der), Convert.ToBase64String(der), SigningKey.Encode(der),
        ];
        foreach (string text in texts)
        {
            yield return Encoding.UTF8.GetBytes(text);
        }

        yield return der;
        foreach (string member in key.JwkMembers.Split('"').Where(m => m.Length > 20))
        {
            // The modulus, a coordinate: as bytes, with the sign's byte, as text.
            byte[] number = System.Buffers.Text.Base64Url.DecodeFromChars(member);
            yield return number;
            yield return [0, .. number];
            yield return Encoding.ASCII.GetBytes(member);
        }

        if (key.JwkMembers.Contains("RSA", StringComparison.Ordinal))
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            yield return rsa.ExportRSAPublicKey();
        }
        else
        {
            // The point, as it ends the DER.
            yield return der[^(2 * ((der.Length - 20) / 2))..];
        }

        yield return [];
        yield return [0];
    }

    private static byte[] Mac(string hash, byte[] secret, byte[] data) => hash switch
    {
        "HS384" => HMACSHA384.HashData(secret, data),
        "HS512" => HMACSHA512.HashData(secret, data),
        _ => HMACSHA256.HashData(secret, data),
    };

    /// <summary>Cut to the bytes of its terms: a number beyond the group's order, where there is room for it.</summary>
    private static byte[] Sum(byte[] a, byte[] b)
    {
        byte[] sum = new byte[a.Length];
        int carry = 0;
        for (int i = a.Length - 1; i >= 0; i--)
        {
            int digit = a[i] + b[i] + carry;
            (sum[i], carry) = ((byte)digit, digit >> 8);
        }

        return sum;
    }

    private static byte[] Signature(string token) => System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[2]);

    private static string With(string token, byte[] signature) => $"{token[..token.LastIndexOf('.')]}.{SigningKey.Encode(signature)}";
}
