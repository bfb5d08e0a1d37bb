namespace LlmPolicy.Tests;

/// <summary>Which keys load, and which of them are tried for a token.</summary>
public sealed class KeySelectionTests
{
    private const string NoKey = "Jwks doesn't have key to match kid or alg from Jwt";

    private const string Fails = "Jwt verification fails";

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly SigningKey Other = SigningKey.Hmac();

    /// <summary>As BoringSSL does: the key says how it is verified, and of the token's algorithm no more is taken than a hash of ECDSA.</summary>
    [Theory]
    [InlineData("HS512")]
    [InlineData("RS512")]
    [InlineData("ES256")]
    public void An_elliptic_curves_key_hashes_by_SHA_256_whatever_else_a_token_names(string algorithm)
    {
        string token = Keys.Ec.Sign($$"""{"alg":"{{algorithm}}"}""", "{}");

        JwtPolicies.With(Keys.Ec.Jwk()).Refusal(token).ShouldBeNull();
        JwtPolicies.With(SigningKey.Ec().Jwk()).Refusal(token).ShouldBe(Fails);
    }

    [Fact]
    public void A_shared_secret_does_not_say_itself() => $"{new LlmPolicy.Jwt.Keys.HmacKey("a", "HS256", [1, 2, 3])}".ShouldBe("HmacKey");

    [Theory]
    [AbuseCase("T3")]
    [InlineData("\"kid\":\"a\"", "a", null)]
    [InlineData("\"kid\":\"a\"", "b", NoKey)]
    [InlineData("\"kid\":\"a\"", "A", NoKey)]
    [InlineData("\"kid\":\"a\"", null, null)]
    [InlineData("\"kid\":\"a\"", "", null)]
    [InlineData("\"kid\":\"\"", "z", null)]
    [InlineData("\"kid\":1", "z", null)]
    [InlineData(null, "z", null)]
    [InlineData("\"alg\":\"HS256\"", null, null)]
    [InlineData("\"alg\":\"HS384\"", null, NoKey)]
    [InlineData("\"alg\":1", null, null)]
    [InlineData("\"use\":\"enc\"", null, null)]
    [InlineData("\"key_ops\":[\"encrypt\"]", null, null)]
    public void A_key_is_tried_when_kid_and_alg_agree_or_are_left_out(string? member, string? kid, string? refusal)
    {
        string jwk = member is null ? Key.Jwk() : Key.Jwk(member);

        JwtPolicies.With(jwk).Refusal(Token(kid)).ShouldBe(refusal);
    }

    [Fact]
    [AbuseCase("T8")]
    public void Every_key_that_fits_is_tried()
    {
        string Set(params string[] keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";

        JwtPolicies.With(Set(Other.Jwk("\"kid\":\"a\""), Key.Jwk("\"kid\":\"a\""))).Refusal(Token("a")).ShouldBeNull("two keys of one kid");
        JwtPolicies.With(Set(Other.Jwk("\"kid\":\"a\""), Key.Jwk())).Refusal(Token("a")).ShouldBeNull("one without a kid");
        JwtPolicies.With(Set(Other.Jwk("\"kid\":\"a\""), Key.Jwk("\"kid\":\"b\""))).Refusal(Token("a")).ShouldBe(Fails, "the right key has another kid");
        JwtPolicies.With(Set(Keys.Rsa.Jwk(), Keys.Ec.Jwk(), Key.Jwk())).Refusal(Token(null)).ShouldBeNull("keys of all kinds in one set");
    }

    [Fact]
    public void A_bad_key_is_skipped_as_long_as_there_is_a_good_one()
    {
        JwtPolicies.With($$"""{"keys":[{"kty":"XX"},1,{},{{Key.Jwk()}}]}""").Refusal(Token(null)).ShouldBeNull();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":1}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[{\"kty\":\"XX\"}]}")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"\"}")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"AQAB\",\"alg\":\"RS256\"}")]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQAB\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQAB\",\"y\":\"AQAB\"}")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQAB\",\"y\":\"AQAB\"}")]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AQAB\"}")]
    public void What_holds_no_key_is_an_error(string key)
    {
        Diagnostic(key).Code.ShouldBe(DiagnosticCodes.Keys);
    }

    [Theory]
    [InlineData("ES256", "P-384", "ES384")]
    [InlineData("ES512", "P-256", "ES256")]
    public void A_curve_and_an_algorithm_that_do_not_fit_are_an_error(string algorithm, string curve, string key)
    {
        Keys.Of(key).JwkMembers.ShouldContain(curve);

        Diagnostic(Keys.Of(key).Jwk($"\"alg\":\"{algorithm}\"")).Code.ShouldBe(DiagnosticCodes.Keys);
    }

    [Fact]
    [AbuseCase("T28")]
    public void An_exponent_other_than_3_and_65537_is_an_error_in_a_JWK()
    {
        Diagnostic(Keys.Rsa.Jwk().Replace("\"e\":\"AQAB\"", "\"e\":\"EQ\"", StringComparison.Ordinal)).Code.ShouldBe(DiagnosticCodes.Keys);
    }

    [Theory]
    [InlineData("-----BEGIN RSA PUBLIC KEY-----", "-----END RSA PUBLIC KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----")]
    public void A_PEM_has_to_be_a_public_key(string begin, string end)
    {
        string pem = Keys.Rsa.PublicKey.Replace("-----BEGIN PUBLIC KEY-----", begin, StringComparison.Ordinal).Replace("-----END PUBLIC KEY-----", end, StringComparison.Ordinal);

        Diagnostic(pem).Code.ShouldBe(DiagnosticCodes.Keys);
    }

    [Fact]
    [AbuseCase("T4")]
    public void A_private_key_by_mistake_is_refused_and_not_shown()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        string pem = rsa.ExportPkcs8PrivateKeyPem();

        Diagnostic(pem).ToString().ShouldNotContain(pem.Split('\n')[3]);
    }

    [Fact]
    public void A_PEM_may_have_words_before_it_and_windows_line_ends()
    {
        JwtPolicies.With("the key:\n" + Keys.Rsa.PublicKey.ReplaceLineEndings("\r\n")).Refusal(Keys.Rsa.Sign("{}")).ShouldBeNull();
    }

    [Theory]
    [AbuseCase("T28")]
    [InlineData(1024)]
    [InlineData(2040)]
    public void An_RSA_key_under_2048_bits_is_an_error_of_a_rule(int bits)
    {
        Diagnostic(SigningKey.Rsa(bits: bits).PublicKey).Rule.ShouldBe(StrictnessRules.KeyRsaSize);
    }

    [Fact]
    public void Bits_are_counted_and_not_bytes()
    {
        byte[] modulus = new byte[256];
        modulus[0] = 0x01;
        modulus[^1] = 0x01;

        Diagnostic($$"""{"kty":"RSA","e":"AQAB","n":"{{SigningKey.Encode(modulus)}}"}""").Rule.ShouldBe(StrictnessRules.KeyRsaSize);
    }

    [Theory]
    [AbuseCase("T28")]
    [InlineData("HS256", 31, true)]
    [InlineData("HS256", 32, false)]
    [InlineData("HS384", 47, true)]
    [InlineData("HS384", 48, false)]
    [InlineData("HS512", 63, true)]
    [InlineData("HS512", 64, false)]
    public void An_HMAC_key_shorter_than_its_hash_is_an_error_of_a_rule(string algorithm, int bytes, bool weak)
    {
        string manifest = Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(SigningKey.Hmac(algorithm, bytes).PublicKey));

        Compiling.Diagnostics(manifest).Select(d => d.Rule).ShouldBe(weak ? [StrictnessRules.KeyHmacSize] : []);
    }

    [Fact]
    public void Whoever_wants_them_back_can_have_weak_keys()
    {
        var weak = SigningKey.Rsa(bits: 1024);

        JwtPolicies.With(weak.PublicKey, options: Compiling.Lax(StrictnessRules.KeyRsaSize)).Refusal(weak.Sign("{}")).ShouldBeNull();
    }

    private static string Token(string? kid) => Key.Sign(kid is null ? """{"alg":"HS256"}""" : $$"""{"alg":"HS256","kid":"{{kid}}"}""", "{}");

    private static Diagnostic Diagnostic(string key) =>
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(key))).ShouldHaveSingleItem();
}
