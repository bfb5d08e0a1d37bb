namespace LlmPolicy.Tests;

/// <summary>Issuer, audiences and time.</summary>
public sealed class ClaimCheckTests
{
    private const long Now = 1_700_000_000;

    private const string NotYet = "Jwt not yet valid";

    private const string Expired = "Jwt is expired";

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Plain = JwtPolicies.With(Key.PublicKey);

    [Theory]
    [AbuseCase("T17", "T18", "T19")]
    [InlineData("{\"exp\":1699999940}", null)]
    [InlineData("{\"exp\":1699999939}", Expired)]
    [InlineData("{\"exp\":1699999940.9}", null)]
    [InlineData("{\"exp\":1699999939.9}", Expired)]
    [InlineData("{\"nbf\":1700000060}", null)]
    [InlineData("{\"nbf\":1700000060.99}", null)]
    [InlineData("{\"nbf\":1700000061}", NotYet)]
    [InlineData("{\"nbf\":9223372036854775807}", NotYet)]
    [InlineData("{\"exp\":1.6e9,\"nbf\":1.8e9}", NotYet)]
    [InlineData("{\"nbf\":1700000010,\"exp\":1700000000}", null)]
    [InlineData("{\"exp\":0}", null)]
    [InlineData("{\"exp\":0.5}", null)]
    [InlineData("{\"exp\":1}", Expired)]
    [InlineData("{\"exp\":1e15}", null)]
    [InlineData("{\"iat\":1800000000}", null)]
    [InlineData("{}", null)]
    public void The_clock_may_differ_by_a_minute(string payload, string? refusal)
    {
        Plain.Refusal(Key.Sign(payload)).ShouldBe(refusal);
    }

    [Theory]
    [InlineData(10, "{\"exp\":1699999990}", null)]
    [InlineData(10, "{\"exp\":1699999989}", Expired)]
    [InlineData(10, "{\"nbf\":1700000010}", null)]
    [InlineData(10, "{\"nbf\":1700000011}", NotYet)]
    [InlineData(0, "{\"exp\":1699999940}", null)]
    [InlineData(0, "{\"exp\":1699999939}", Expired)]
    [InlineData(3600, "{\"exp\":1699996400}", null)]
    public void A_provider_may_set_the_difference_and_0_is_not_set(int skew, string payload, string? refusal)
    {
        JwtPolicies.With(Key.PublicKey, $"clockSkewSeconds: {skew}").Refusal(Key.Sign(payload)).ShouldBe(refusal);
    }

    [Fact]
    public void A_clock_before_1970_expires_nothing_and_does_not_throw()
    {
        Plain.Evaluate(Requests.WithToken(Key.Sign("""{"exp":1}""")), PolicyFacts.None, DateTimeOffset.UnixEpoch.AddYears(-10)).ShouldForward();
        Plain.Evaluate(Requests.WithToken(Key.Sign("""{"exp":1700000000}""")), PolicyFacts.None, DateTimeOffset.MaxValue).ShouldRespond(401);
    }

    [Theory]
    [AbuseCase("T20")]
    [InlineData("{\"iss\":\"solo.io\"}", null)]
    [InlineData("{\"iss\":\"solo.io/\"}", "Jwt issuer is not configured")]
    [InlineData("{\"iss\":\"Solo.io\"}", "Jwt issuer is not configured")]
    [InlineData("{\"iss\":\"solo.io.evil\"}", "Jwt issuer is not configured")]
    [InlineData("{\"iss\":\"\"}", "Jwt issuer is not configured")]
    [InlineData("{}", "Jwt issuer is not configured")]
    [InlineData("{\"iss\":[\"solo.io\"]}", "Jwt payload [iss] field is not a string")]
    [InlineData("{\"iss\":null}", "Jwt payload [iss] field is not a string")]
    public void The_issuer_has_to_be_the_same_text(string payload, string? refusal)
    {
        JwtPolicies.With(Key.PublicKey, "issuer: solo.io").Refusal(Key.Sign(payload)).ShouldBe(refusal);
    }

    [Theory]
    [InlineData("{\"iss\":\"anyone\"}")]
    [InlineData("{}")]
    public void A_provider_without_an_issuer_takes_any(string payload)
    {
        Plain.Refusal(Key.Sign(payload)).ShouldBeNull();
    }

    [Theory]
    [AbuseCase("T21")]
    [InlineData("\"a\"", true)]
    [InlineData("[\"x\",\"a\"]", true)]
    [InlineData("\"http://a\"", true)]
    [InlineData("\"https://a/\"", true)]
    [InlineData("\"a/\"", true)]
    [InlineData("\"a//\"", false)]
    [InlineData("\"A\"", false)]
    [InlineData("\"HTTP://a\"", false)]
    [InlineData("\"https://http://a\"", false)]
    [InlineData("\"https://a:443\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("[]", false)]
    public void One_of_the_audiences_is_enough_and_scheme_and_last_slash_do_not_count(string audience, bool allowed)
    {
        JwtPolicies.With(Key.PublicKey, "audiences: [b, a]").Refusal(Key.Sign($$"""{"aud":{{audience}}}""")).ShouldBe(allowed ? null : "Audiences in Jwt are not allowed");
    }

    [Fact]
    [AbuseCase("T21")]
    public void A_missing_audience_is_403_with_a_challenge()
    {
        var response = JwtPolicies.With(Key.PublicKey, "audiences: [a]").Decide(Requests.WithToken(Key.Sign("{}"), "/x?y")).ShouldRefuse(403, ReasonCodes.JwtAudience);

        response.Header("www-authenticate").ShouldBe("Bearer realm=\"http://example.com/x?y\", error=\"invalid_token\"");
    }

    [Theory]
    [AbuseCase("T17", "T21")]
    [InlineData("\"aud\":1", "Jwt payload [aud] field is not a string or string list")]
    [InlineData("\"aud\":null", "Jwt payload [aud] field is not a string or string list")]
    [InlineData("\"aud\":[\"a\",1]", "Jwt payload [aud] field is not a string or string list")]
    [InlineData("\"sub\":1", "Jwt payload [sub] field is not a string")]
    [InlineData("\"jti\":{}", "Jwt payload [jti] field is not a string")]
    [InlineData("\"iat\":\"1\"", "Jwt payload [iat] field is not an integer")]
    [InlineData("\"iat\":-1", "Jwt payload [iat] field is not a positive 64 bit integer")]
    [InlineData("\"nbf\":true", "Jwt payload [nbf] field is not an integer")]
    [InlineData("\"nbf\":18446744073709551616", "Jwt payload [nbf] field is not a positive 64 bit integer")]
    [InlineData("\"exp\":null", "Jwt payload [exp] field is not an integer")]
    [InlineData("\"exp\":-0.5", "Jwt payload [exp] field is not a positive 64 bit integer")]
    [InlineData("\"exp\":1e300", "Jwt payload [exp] field is not a positive 64 bit integer")]
    [InlineData("\"exp\":\"x\",\"sub\":1", "Jwt payload [sub] field is not a string")]
    public void A_registered_claim_of_another_type_is_refused_even_where_nobody_asks_for_it(string claim, string refusal)
    {
        Plain.Refusal(Key.Sign($"{{{claim}}}")).ShouldBe(refusal);
    }

    [Theory]
    [InlineData("{\"iss\":\"me\",\"aud\":\"us\",\"exp\":1}", Expired)]
    [InlineData("{\"iss\":\"me\",\"aud\":\"them\"}", "Audiences in Jwt are not allowed")]
    [InlineData("{\"iss\":\"you\",\"aud\":\"them\",\"exp\":1}", "Jwt issuer is not configured")]
    [InlineData("{\"iss\":\"me\",\"aud\":\"us\"}", "Jwt verification fails")]
    public void Claims_are_looked_at_before_the_signature(string payload, string refusal)
    {
        JwtPolicies.With(Key.PublicKey, "{issuer: me, audiences: [us]}".Trim('{', '}').Replace(", aud", "\naud", StringComparison.Ordinal))
            .Refusal(SigningKey.Hmac().Sign(payload)).ShouldBe(refusal);
    }

    [Fact]
    public void The_challenge_holds_the_path_up_to_256_bytes_and_no_token()
    {
        var decision = Plain.Decide(Requests.Get("/" + new string('a', 300)));

        decision.Response!.Header("www-authenticate").ShouldBe($"Bearer realm=\"http://example.com/{new string('a', 255)}\"");
        Now.ShouldBe(Deciding.Now.ToUnixTimeSeconds());
    }
}
