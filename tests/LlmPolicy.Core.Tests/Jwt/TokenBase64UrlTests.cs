using System.Text;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Tests;

/// <summary>What Envoy's decoder of Base64url takes beside what RFC 7515 asks for, and what neither takes.</summary>
public sealed class TokenBase64UrlTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("QQ", "A", true)]
    [InlineData("QUI", "AB", true)]
    [InlineData("QUJD", "ABC", true)]
    [InlineData("QQ==", "A", false)]
    [InlineData("QUI=", "AB", false)]
    [InlineData("QUI.", "AB", false)]
    [InlineData("QR", "A", false)]
    [InlineData("QUJ", "AB", false)]
    [InlineData("Q Q", "A", false)]
    [InlineData("\tQU\nI\v\f\r", "AB", false)]
    [InlineData("QUI =", "AB", false)]
    public void What_is_taken_is_decoded_and_told_from_what_the_RFC_asks_for(string text, string bytes, bool strict)
    {
        Encoding.ASCII.GetString(TokenBase64Url.Decode(text, out bool isStrict).ShouldNotBeNull()).ShouldBe(bytes);
        isStrict.ShouldBe(strict);
    }

    [Theory]
    [InlineData("Q")]
    [InlineData("QUJDQ")]
    [InlineData("QQ=")]
    [InlineData("QUI==")]
    [InlineData("QUJD=")]
    [InlineData("QUJD====")]
    [InlineData("QQ==QQ==")]
    [InlineData("QUI=QUI=")]
    [InlineData("Q+==")]
    [InlineData("Q/==")]
    [InlineData("QU!")]
    public void What_is_not_taken_is_nothing(string text)
    {
        TokenBase64Url.Decode(text, out bool isStrict).ShouldBeNull();
        isStrict.ShouldBeFalse();
    }
}
