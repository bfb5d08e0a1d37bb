using System.Text;

namespace LlmPolicy.Tests;

/// <summary>A key server's answer, byte for byte: what is no UTF-8 is no JSON to Envoy's reader, even where no key depends on it.</summary>
public sealed class KeyDocumentTests
{
    private const string NoJson = "Jwks is an invalid JSON";

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

    /// <summary>A key set with these bytes in a member that no reader looks at.</summary>
    private static byte[] With(byte[] bytes) => [.. "{\"issuer\":\""u8, .. bytes, .. Encoding.UTF8.GetBytes($"\",\"keys\":[{Keys.Rsa.Jwk()}]}}")];

    private static KeySet? Read(byte[] document, out string? problem) => Policy.ReadKeys(document, out problem);
}
