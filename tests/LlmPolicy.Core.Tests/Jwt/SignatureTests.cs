using CsCheck;

namespace LlmPolicy.Tests;

public sealed class SignatureTests
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public static TheoryData<string> Algorithms => [.. Keys.Algorithms];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_good_signature_is_let_through(string algorithm)
    {
        var key = Keys.Of(algorithm);

        JwtPolicies.With(key.Jwk()).Refusal(key.Sign("{}")).ShouldBeNull();
        JwtPolicies.With(key.Jwk($"\"alg\":\"{algorithm}\"")).Refusal(key.Sign("{}")).ShouldBeNull();
        JwtPolicies.With($$"""{"keys":[{{key.Jwk()}}]}""").Refusal(key.Sign("{}")).ShouldBeNull();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public void A_PEM_is_a_key_of_the_usual_algorithm(string algorithm)
    {
        JwtPolicies.With(Keys.Of(algorithm).PublicKey).Refusal(Keys.Of(algorithm).Sign("{}")).ShouldBeNull();
    }

    [Theory]
    [AbuseCase("T3")]
    [InlineData("RS384")]
    [InlineData("PS256")]
    public void A_PEM_of_an_RSA_key_verifies_RS256_alone(string algorithm)
    {
        JwtPolicies.With(Keys.Of(algorithm).PublicKey).Refusal(Keys.Of(algorithm).Sign("{}")).ShouldBe("Jwks doesn't have key to match kid or alg from Jwt");
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Another_keys_signature_is_refused(string algorithm)
    {
        var (key, other) = algorithm[..2] switch
        {
            "HS" => (Keys.Of(algorithm), SigningKey.Hmac(algorithm)),
            "ES" => (Keys.Of(algorithm), SigningKey.Ec(algorithm)),
            _ => (Keys.Of(algorithm), SigningKey.Rsa(algorithm)),
        };

        JwtPolicies.With(key.Jwk()).Refusal(other.Sign("{}")).ShouldBe("Jwt verification fails");
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_bit_that_is_flipped_anywhere_is_refused(string algorithm)
    {
        var policy = JwtPolicies.With(Keys.Of(algorithm).Jwk());
        string token = Keys.Of(algorithm).Sign("""{"sub":"someone","team":"data"}""");

        Gen.Select(Gen.Int[0, token.Length - 1], Gen.Int[0, 5]).Sample(
            (at, bit) =>
            {
                if (token[at] != '.')
                {
                    char flipped = Digits[Digits.IndexOf(token[at], StringComparison.Ordinal) ^ (1 << bit)];
                    policy.Decide(Requests.WithToken($"{token[..at]}{flipped}{token[(at + 1)..]}")).ShouldRespond(401);
                }
            },
            iter: 400);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_that_is_cut_or_lengthened_is_refused(string algorithm)
    {
        var policy = JwtPolicies.With(Keys.Of(algorithm).Jwk());
        string token = Keys.Of(algorithm).Sign("{}");
        int signature = token.LastIndexOf('.') + 1;

        for (int cut = signature; cut < token.Length; cut += 7)
        {
            policy.Decide(Requests.WithToken(token[..cut])).ShouldRespond(401);
        }

        policy.Decide(Requests.WithToken(token[..(token.Length - 1)])).ShouldRespond(401);
        policy.Decide(Requests.WithToken($"{token[..signature]}AAAA{token[signature..]}")).ShouldRespond(401);
    }

    [Fact]
    public void The_part_of_one_token_does_not_go_with_the_signature_of_another()
    {
        string[] a = Keys.Rsa.Sign("""{"team":"a"}""").Split('.');
        string[] b = Keys.Rsa.Sign("""{"alg":"RS256","x":1}""", """{"team":"b"}""").Split('.');
        var policy = JwtPolicies.With(Keys.Rsa.PublicKey);

        policy.Refusal($"{a[0]}.{b[1]}.{b[2]}").ShouldBe("Jwt verification fails");
        policy.Refusal($"{b[0]}.{a[1]}.{a[2]}").ShouldBe("Jwt verification fails");
    }

    [Fact]
    [AbuseCase("T2")]
    public void A_public_key_is_no_shared_secret()
    {
        // The classic confusion: HS256 with the text of the RSA key as the secret.
        byte[] pem = System.Text.Encoding.UTF8.GetBytes(Keys.Rsa.PublicKey);
        string forged = (Keys.Rsa with { Algorithm = "HS256", SignBytes = data => System.Security.Cryptography.HMACSHA256.HashData(pem, data) }).Sign("{}");

        JwtPolicies.With(Keys.Rsa.PublicKey).Refusal(forged).ShouldBe("Jwks doesn't have key to match kid or alg from Jwt");
        JwtPolicies.With(Keys.Rsa.Jwk()).Refusal(forged).ShouldBe("Jwt verification fails");
    }

    [Theory]
    [AbuseCase("T1")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("hs256")]
    [InlineData("ES256K")]
    [InlineData("RSA-OAEP")]
    [InlineData("")]
    public void Only_the_signature_algorithms_of_RFC_7518_are_known(string algorithm)
    {
        JwtPolicies.With(Keys.Hmac.Jwk()).Refusal(Keys.Hmac.Sign($$"""{"alg":"{{algorithm}}"}""", "{}")).ShouldBe("Jwt header [alg] is not supported");
    }

    [Fact]
    [AbuseCase("T5")]
    public void A_token_cannot_bring_its_own_key()
    {
        var attacker = SigningKey.Rsa();
        string header = $$"""{"alg":"RS256","jwk":{{attacker.Jwk()}},"jku":"https://attacker.example/","x5u":"https://attacker.example/","kid":"../../dev/null"}""";

        JwtPolicies.With(Keys.Rsa.PublicKey).Refusal(attacker.Sign(header, "{}")).ShouldBe("Jwt verification fails");
    }

    [Fact]
    [AbuseCase("T27")]
    public void An_ECDSA_signature_in_DER_is_refused()
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        string signed = $"{SigningKey.Encode("""{"alg":"ES256"}""")}.{SigningKey.Encode("{}")}";
        byte[] data = System.Text.Encoding.ASCII.GetBytes(signed);
        string Token(System.Security.Cryptography.DSASignatureFormat format) =>
            $"{signed}.{SigningKey.Encode(ecdsa.SignData(data, System.Security.Cryptography.HashAlgorithmName.SHA256, format))}";
        var policy = JwtPolicies.With(ecdsa.ExportSubjectPublicKeyInfoPem());

        policy.Refusal(Token(System.Security.Cryptography.DSASignatureFormat.IeeeP1363FixedFieldConcatenation)).ShouldBeNull();
        policy.Refusal(Token(System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence)).ShouldBe("Jwt verification fails");
    }
}
