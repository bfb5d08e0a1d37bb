using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Tokens that are refused although they are good: known ones and new ones.</summary>
public sealed class RevokedTokenTests
{
    private static readonly SigningKey Key = Keys.Ec;

    private static readonly CompiledPolicy Policy = JwtPolicies.With(Key.PublicKey);

    private static readonly string Token = Key.Sign("""{"jti":"a1","sub":"mallory","n":7,"ok":true,"groups":["ops","dev"],"org":{"team":"red"},"a.b":"dotted"}""");

    [Fact]
    public void A_known_token_is_refused_from_its_next_request_on_and_taken_again_once_it_is_off_the_list()
    {
        var cache = new TokenCache(8);

        Decide(cache, RevokedTokens.None).ShouldForward();
        cache.Count.ShouldBe(1);
        Decide(cache, ByClaim("jti", "a1")).ShouldRefuse(401, ReasonCodes.JwtRevoked).Body.ShouldBe("Jwt is revoked");
        Decide(cache, RevokedTokens.None).ShouldForward();
        Decide(cache, ByClaim("jti", "a2")).ShouldForward();
        Decide(cache, ByClaim("jti", "a1")).ShouldRefuse(401, ReasonCodes.JwtRevoked);
    }

    [Theory]
    [InlineData("jti", "a1")]
    [InlineData("sub", "mallory")]
    [InlineData("n", "7")]
    [InlineData("ok", "true")]
    [InlineData("groups", "dev")]
    [InlineData("org.team", "red")]
    [InlineData("a.b", "dotted")]
    public void A_claim_revokes_by_its_value_whatever_its_type(string claim, string value)
    {
        Decide(null, ByClaim(claim, value)).ShouldRefuse(401, ReasonCodes.JwtRevoked);
        Decide(null, ByClaim(claim, value + "x")).ShouldForward();
        Decide(null, new([RevokedToken.ByClaim("another", claim, value)])).ShouldForward();
    }

    [Fact]
    public void A_token_is_found_by_its_hash_and_by_that_of_its_signed_part()
    {
        Decide(null, ByHash(Token)).ShouldRefuse(401, ReasonCodes.JwtRevoked);
        Decide(null, ByHash(Signed)).ShouldRefuse(401, ReasonCodes.JwtRevoked);
        Decide(null, ByHash(Token + "x")).ShouldForward();
    }

    [Fact]
    [AbuseCase("T27")]
    public void The_hash_of_the_signed_part_holds_however_the_signature_is_written()
    {
        string other = $"{Signed}.{Key.Sign("{}").Split('.')[2]}";

        Policy.Evaluate(Requests.WithToken(Respelled()), new() { Revoked = ByHash(Signed) }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtRevoked);
        Policy.Evaluate(Requests.WithToken(other), new() { Revoked = ByHash(Signed) }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Fact]
    public void An_explanation_says_so()
    {
        var explanation = Policy.Explain(Requests.WithToken(Token), new() { Revoked = ByClaim("sub", "mallory") }, Deciding.Now);

        explanation.ToString().ShouldContain("Jwt is revoked (jwt.revoked)");
        explanation.ToString().ShouldNotContain("mallory");
    }

    [Fact]
    public void A_token_that_is_bad_anyhow_is_told_of_as_what_it_is()
    {
        string forged = $"{Signed}.{Key.Sign("{}").Split('.')[2]}";

        Policy.Evaluate(Requests.WithToken(forged), new() { Revoked = ByClaim("sub", "mallory") }, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtSignature);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("zz86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    public void What_is_no_hash_is_not_taken_for_one(string hash) => Should.Throw<ArgumentException>(() => RevokedToken.BySha256(hash));

    private static string Signed => Token[..Token.LastIndexOf('.')];

    /// <summary>The same signature with its half s turned to n - s, which verifies as well.</summary>
    private static string Respelled()
    {
        byte[] signature = System.Buffers.Text.Base64Url.DecodeFromChars(Token.Split('.')[2]);
        var n = System.Numerics.BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, null);
        byte[] s = (n - new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return $"{Signed}.{SigningKey.Encode([.. signature[..32], .. new byte[32 - s.Length], .. s])}";
    }

    private static RevokedTokens ByClaim(string claim, string value) => new([RevokedToken.ByClaim("p", claim, value)]);

    private static RevokedTokens ByHash(string text) => new([RevokedToken.BySha256(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))))]);

    private static PolicyDecision Decide(TokenCache? cache, RevokedTokens revoked) =>
        Policy.Evaluate(Requests.WithToken(Token), new() { Tokens = cache, Revoked = revoked }, Deciding.Now);
}
