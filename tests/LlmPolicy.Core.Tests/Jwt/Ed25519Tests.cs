namespace LlmPolicy.Tests;

/// <summary>Ed25519 is verified by what is plugged in; .NET has none.</summary>
public sealed class Ed25519Tests
{
    private static readonly byte[] PublicKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly string Jwk = $$"""{"kty":"OKP","crv":"Ed25519","x":"{{SigningKey.Encode(PublicKey)}}"}""";

    private static readonly string Pem =
        $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. PublicKey])}\n-----END PUBLIC KEY-----";

    private static readonly PolicyCompilerOptions WithVerifier = new() { Ed25519 = new Verifier() };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_verifier_such_a_key_is_an_error_that_names_the_package(bool pem)
    {
        var diagnostic = Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(pem ? Pem : Jwk))).ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.Keys);
        $"{diagnostic}".ShouldContain("LlmPolicy.EdDsa");
        diagnostic.Remedy.ShouldBe("Add the package and .AddEdDsa().");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_verifier_gets_key_data_and_signature(bool pem)
    {
        var policy = JwtPolicies.With(pem ? Pem : Jwk, options: WithVerifier);

        policy.Refusal(Signer(64).Sign("{}")).ShouldBeNull();
        policy.Refusal(Signer(64).Sign("""{"alg":"EdDSA","kid":"any"}""", "{}")).ShouldBeNull("neither says which tokens' keys it is");
        policy.Refusal(Signer(64).Sign("""{"alg":"ES256"}""", "{}")).ShouldBe(pem ? "Jwks doesn't have key to match kid or alg from Jwt" : null, "a JWK without alg does not say which algorithm it is for");
        policy.Refusal((Signer(64) with { SignBytes = _ => new byte[64] }).Sign("{}")).ShouldBe("Jwt verification fails");
    }

    [Theory]
    [InlineData(new byte[] { 0x30, 0x2c, 0x30, 0x07, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x05, 0x00, 0x03, 0x21, 0x00 }, 32)]
    [InlineData(new byte[] { 0x30, 0x29, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x20, 0x00 }, 31)]
    public void A_PEM_with_parameters_or_of_another_length_is_no_key_and_no_missing_verifier(byte[] head, int length)
    {
        string key = $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String([.. head, .. PublicKey.Take(length)])}\n-----END PUBLIC KEY-----";
        foreach (var options in new[] { null, WithVerifier })
        {
            Compiling.Compile(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(key)), options).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("PEM pubkey parse fails: neither RSA");
        }
    }

    [Fact]
    public void A_signature_of_another_length_has_words_of_its_own()
    {
        JwtPolicies.With(Jwk, options: WithVerifier).Refusal(Signer(63).Sign("{}")).ShouldBe("Jwt ED25519 signature is wrong length");
    }

    [Fact]
    public void A_fetched_set_with_such_a_key_is_unusable_without_a_verifier()
    {
        string set = $$"""{"keys":[{{Jwk}},{{Keys.Rsa.Jwk()}}]}""";

        Compiling.Policy(Manifest.Service(Manifest.ForwardAll)).ReadKeys(set).ShouldBeNull();
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll), WithVerifier).ReadKeys(set)!.Count.ShouldBe(2);
    }

    private static SigningKey Signer(int length) => new("EdDSA", "", "", data => [.. Verifier.Expected(data).Take(length)]);

    /// <summary>No signature scheme at all, but one that depends on key and data.</summary>
    private sealed class Verifier : IEd25519Verifier
    {
        public static byte[] Expected(ReadOnlySpan<byte> data) => System.Security.Cryptography.HMACSHA512.HashData(PublicKey, data);

        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            publicKey.SequenceEqual(PublicKey) && signature.SequenceEqual(Expected(data));
    }
}
