namespace LlmPolicy.Tests;

/// <summary>What is no token, in Envoy's words and its order of checks.</summary>
public sealed class TokenFormTests
{
    private const string Format = "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections";

    private const string HeaderJson = "Jwt header is an invalid JSON";

    private const string PayloadJson = "Jwt payload is an invalid JSON";

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Policy = JwtPolicies.With(Key.PublicKey);

    [Theory]
    [AbuseCase("T13")]
    [InlineData("x")]
    [InlineData("a.b")]
    [InlineData("a.b.")]
    [InlineData("a..b")]
    [InlineData("a.b.c.d")]
    [InlineData("...")]
    public void Three_sections_make_a_token(string token)
    {
        Policy.Refusal(token).ShouldBe(Format);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    public void Dots_behind_a_token_are_no_sections_and_no_RFC_has_them(string dots)
    {
        Policy.Refusal(Key.Sign("{}") + dots).ShouldBe("Jwt is not encoded as RFC 7515 asks");
        JwtPolicies.With(Key.PublicKey, options: Compiling.Lax(StrictnessRules.TokenBase64Url)).Refusal(Key.Sign("{}") + dots).ShouldBeNull();
    }

    [Theory]
    [InlineData("a.e30.e30", "Jwt header is an invalid Base64url encoded")]
    [InlineData("e3+0.e30.e30", "Jwt header is an invalid Base64url encoded")]
    [InlineData("W10.e30.e30", HeaderJson)]
    [InlineData("e30.e30.e30", "Jwt header [alg] field is required and must be a string")]
    public void The_header_is_read_first(string token, string refusal)
    {
        Policy.Refusal(token).ShouldBe(refusal);
    }

    [Theory]
    [AbuseCase("T11")]
    [InlineData("{\"alg\":null}", "Jwt header [alg] field is required and must be a string")]
    [InlineData("{\"alg\":[\"HS256\"]}", "Jwt header [alg] field is required and must be a string")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":1}", "Jwt header [kid] field is not a string")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":null}", "Jwt header [kid] field is not a string")]
    [InlineData("{\"alg\":\"HS256\",\"kid\":\"\"}", null)]
    [InlineData("{\"alg\":\"HS256\",\"alg\":\"HS256\"}", HeaderJson)]
    [InlineData("{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}", HeaderJson)]
    public void The_headers_members_have_their_types(string header, string? refusal)
    {
        Policy.Refusal(Key.Sign(header, "{}")).ShouldBe(refusal);
    }

    [Theory]
    [AbuseCase("T11", "T12")]
    [InlineData("{}", null)]
    [InlineData(" {\"a\" : 1 } \n", null)]
    [InlineData("{\"a\":\"\\u0000\"}", null)]
    [InlineData("{\"a\":\"\\ud83d\\ude00\"}", null)]
    [InlineData("{\"a\":-0}", null)]
    [InlineData("{\"@type\":\"x\"}", null)]
    [InlineData("", Format)]
    [InlineData("[]", PayloadJson)]
    [InlineData("\"x\"", PayloadJson)]
    [InlineData("1", PayloadJson)]
    [InlineData("{", PayloadJson)]
    [InlineData("{}{}", PayloadJson)]
    [InlineData("{} x", PayloadJson)]
    [InlineData("\uFEFF{}", PayloadJson)]
    [InlineData("{\"a\":1,\"a\":2}", PayloadJson)]
    [InlineData("{\"b\":{\"a\":1,\"\\u0061\":2}}", PayloadJson)]
    [InlineData("{\"a\":\"\\ud83d\"}", PayloadJson)]
    [InlineData("{\"a\":NaN}", PayloadJson)]
    [InlineData("{\"a\":1e400}", PayloadJson)]
    [InlineData("{\"a\":01}", PayloadJson)]
    [InlineData("{\"a\":.5}", PayloadJson)]
    [InlineData("{\"a\":+1}", PayloadJson)]
    [InlineData("{\"a\":0x10}", PayloadJson)]
    [InlineData("{/**/}", PayloadJson)]
    [InlineData("{\"a\":1,,}", PayloadJson)]
    public void The_payload_is_a_JSON_object(string payload, string? refusal)
    {
        Policy.Refusal(Key.Sign(payload)).ShouldBe(refusal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_no_JSON()
    {
        byte[][] payloads = [[0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d], [0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]];

        payloads.ShouldAllBe(p => Policy.Refusal(Key.SignParts(SigningKey.Encode("""{"alg":"HS256"}"""), SigningKey.Encode(p))) == PayloadJson);
    }

    [Fact]
    public void A_hundred_and_one_levels_are_no_JSON_to_anybody()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "{}" + new string('}', 100);

        JwtPolicies.With(Key.PublicKey, options: Compiling.Lax(StrictnessRules.TokenJson)).Refusal(Key.Sign(deep)).ShouldBe(PayloadJson);
    }

    [Fact]
    public void A_signature_has_to_be_base64url()
    {
        string token = Key.Sign("{}");

        Policy.Refusal(token + ",foo=bar").ShouldBe("Jwt signature is an invalid Base64url encoded");
        Policy.Refusal(token[..^2] + "+/").ShouldBe("Jwt signature is an invalid Base64url encoded");
    }

    [Fact]
    public void The_first_fault_counts_the_headers_before_the_payloads_before_the_signatures()
    {
        Policy.Refusal("W10.!.!").ShouldBe(HeaderJson);
        Policy.Refusal($"{SigningKey.Encode("""{"alg":"HS256"}""")}.W10.!").ShouldBe(PayloadJson);
    }

    [Theory]
    [AbuseCase("T15")]
    [InlineData("{", " ", "x")]
    [InlineData("{", "a", "")]
    [InlineData("{", "a,", "")]
    [InlineData("{", ", ", "")]
    [InlineData("", "{'a':", "")]
    [InlineData("{'", "\\", "")]
    [InlineData("{\"a\":", "9", "}")]
    public void What_is_no_token_is_refused_however_long_it_is(string start, string repeated, string end)
    {
        string token = Key.Sign(start + string.Concat(Enumerable.Repeat(repeated, 60_000 / repeated.Length)) + end);

        Policy.Refusal(token).ShouldBe(PayloadJson);
    }
}
