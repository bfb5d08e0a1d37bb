using System.Text;

namespace LlmPolicy.Tests;

/// <summary>A key server's answer, byte for byte: what is no UTF-8 is no JSON to Envoy's reader, even where no key depends on it.</summary>
public sealed class KeyDocumentTests
{
    private const string NoJson = "Jwks is an invalid JSON";

    /// <summary>A point of P-256: what the curve's others are made of.</summary>
    private const string Point = "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\",\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"";

    private static readonly CompiledPolicy Policy = Compiling.Policy(Manifest.Service(Manifest.ForwardAll));

    public static TheoryData<string, byte[]> Wrong => new()
    {
        { "a byte of Latin-1", [0xe9] },
        { "an overlong slash", [0xc0, 0xaf] },
        { "half a sequence", [0xe2, 0x82] },
        { "a surrogate", [0xed, 0xa0, 0x80] },
        { "beyond Unicode", [0xf4, 0x90, 0x80, 0x80] },
        { "a byte that never is", [0xff] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Bytes_that_are_no_UTF_8_make_it_no_key_set(string what, byte[] bytes)
    {
        Read(With(bytes), out string? problem).ShouldBeNull(what);

        problem.ShouldBe(NoJson);
    }

    [Fact]
    public void The_same_in_UTF_8_is_one()
    {
        Read(With("é €"u8.ToArray()), out string? problem).ShouldNotBeNull(problem).Count.ShouldBe(1);
    }

    [Fact]
    public void A_byte_order_mark_makes_it_none()
    {
        Read([0xef, 0xbb, 0xbf, .. With([])], out string? problem).ShouldBeNull();

        problem.ShouldBe(NoJson);
    }

    [Theory]
    [InlineData("", NoJson)]
    [InlineData("<html>", NoJson)]
    [InlineData("[]", NoJson)]
    [InlineData("{}", "Jwks does not have [keys] field")]
    [InlineData("{\"keys\":{}}", "[keys] in Jwks is not an array")]
    [InlineData("{\"keys\":[]}", "Jwks doesn't have any valid public key")]
    [InlineData("{\"keys\":[{\"kty\":\"x\"}]}", "[kty] is not supported in [keys]")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AQAB\"}]}", "it has an HMAC key of 3 bytes (32 at the least; RFC 7518, 3.2), and no better key")]
    public void Why_it_is_none_is_told(string document, string why)
    {
        Read(Encoding.UTF8.GetBytes(document), out string? problem).ShouldBeNull();

        problem.ShouldBe(why);
    }

    /// <summary>The words are Envoy's. The point lies on P-256: all else is in order.</summary>
    [Theory]
    [InlineData("", "[kty] is missing in [keys]")]
    [InlineData("\"kty\":1", "[kty] is bad in [keys]")]
    [InlineData("\"kty\":\"RSA\",\"alg\":\"HS256\"", "[alg] is not started with [RS] or [PS] for an RSA key")]
    [InlineData("\"kty\":\"RSA\",\"e\":\"AQAB\"", "Jwks RSA [n] or [e] field is missing or has a parse error")]
    [InlineData("\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"RS256\"," + Point, "[alg] is not started with [ES] for an EC key")]
    [InlineData("\"kty\":\"EC\",\"alg\":\"ES257\"," + Point, "[crv] or [alg] field is not supported for an EC key")]
    [InlineData("\"kty\":\"EC\",\"crv\":\"P-257\"," + Point, "[crv] or [alg] field is not supported for an EC key")]
    [InlineData("\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES384\"," + Point, "[crv] field specified is not compatible with [alg] for an EC key")]
    [InlineData("\"kty\":\"EC\",\"crv\":\"P-256\"", "Jwks EC [x] and [y] fields have a parse error")]
    [InlineData("\"kty\":\"oct\",\"alg\":\"RS256\",\"k\":\"AQAB\"", "[alg] does not start with [HS] for an HMAC key")]
    [InlineData("\"kty\":\"oct\",\"k\":\"!\"", "Jwks Oct key is an invalid Base64")]
    [InlineData("\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"ES256\"", "[alg] is not [EdDSA] for an OKP key")]
    [InlineData("\"kty\":\"OKP\",\"crv\":\"X25519\"", "[crv] field is missing or not supported for an OKP key")]
    [InlineData("\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQAB\"", "Jwks OKP [x] field is missing, no Base64, or of the wrong length")]
    public void Why_a_key_is_none_is_told(string members, string why)
    {
        Read(Encoding.UTF8.GetBytes($"{{\"keys\":[{{{members}}}]}}"), out string? problem).ShouldBeNull();

        problem.ShouldBe(why);
    }

    [Theory]
    [InlineData(63, "Jwks RSA [n] or [e] field is missing or has a parse error")]
    [InlineData(64, "it has an RSA key of 512 bits (2048 at the least), and no better key")]
    [InlineData(2048, null)]
    [InlineData(2049, "Jwks RSA [n] or [e] field is missing or has a parse error")]
    public void A_modulus_has_512_to_16384_bits(int bytes, string? why)
    {
        string modulus = SigningKey.Encode([.. Enumerable.Repeat((byte)0xc1, bytes)]);

        Read(Encoding.UTF8.GetBytes($"{{\"keys\":[{{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"{modulus}\"}}]}}"), out string? problem);

        problem.ShouldBe(why);
    }

    [Fact]
    public void What_is_neither_JSON_nor_PEM_is_told_as_no_JSON()
    {
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, Manifest.Jwt("no key at all"))).ShouldHaveSingleItem().Message.ShouldContain(NoJson);
    }

    [Theory]
    [InlineData("\"crv\":\"P-256\",")]
    [InlineData("\"alg\":\"ES256\",")]
    [InlineData("\"crv\":\"P-256\",\"alg\":\"ES256\",")]
    [InlineData("")]
    public void A_point_of_P_256_is_a_key_whether_curve_or_algorithm_say_so_or_none(string members)
    {
        Read(Encoding.UTF8.GetBytes($"{{\"keys\":[{{\"kty\":\"EC\",{members}{Point}}}]}}"), out string? problem).ShouldNotBeNull(problem).Count.ShouldBe(1);
    }

    /// <summary>A key set with these bytes in a member that no reader looks at.</summary>
    private static byte[] With(byte[] bytes) => [.. "{\"issuer\":\""u8, .. bytes, .. Encoding.UTF8.GetBytes($"\",\"keys\":[{Keys.Rsa.Jwk()}]}}")];

    private static KeySet? Read(byte[] document, out string? problem) => Policy.ReadKeys(document, out problem);
}
