namespace LlmPolicy.Tests;

/// <summary>Where tokens are looked for, and what is taken off before forwarding.</summary>
public sealed class ExtractionTests
{
    private const string Missing = "Jwt is missing";

    private const string Format = "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections";

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly string Good = Key.Sign("{}");

    private static readonly CompiledPolicy Default = JwtPolicies.With(Key.PublicKey);

    private static readonly CompiledPolicy Custom = JwtPolicies.With(
        Key.PublicKey, "tokenSource: {headers: [{header: X-Jwt}, {header: x-prefixed, prefix: 'JWT='}], queryParams: [token, t]}");

    [Theory]
    [AbuseCase("T26")]
    [InlineData("Bearer T", null)]
    [InlineData("Bearer    T", null)]
    [InlineData("Bearer ,,,T", null)]
    [InlineData("Basic x, Bearer T", null)]
    [InlineData("bearer T", Missing)]
    [InlineData("BEARER T", Missing)]
    [InlineData("T", Missing)]
    [InlineData("Basic T", Missing)]
    [InlineData("Bearer-T", Missing)]
    [InlineData("Bearer", Missing)]
    [InlineData("", Missing)]
    [InlineData("Bearer x", Format)]
    [InlineData("Bearer !!", Format)]
    [InlineData("Bearer T, foo=bar", "Jwt signature is an invalid Base64url encoded")]
    [InlineData("Bearer T,Bearer T", Format)]
    public void The_prefix_may_stand_anywhere_and_the_rest_of_the_value_is_the_token(string value, string? refusal)
    {
        Refusal(Default, Requests.Get("/", ("Authorization", value.Replace("T", Good, StringComparison.Ordinal)))).ShouldBe(refusal);
    }

    [Theory]
    [InlineData("/?access_token=T", null)]
    [InlineData("/?a=b&access_token=T&c", null)]
    [InlineData("/?access%5Ftoken=T", null)]
    [InlineData("/?access_token=T&access_token=x", null)]
    [InlineData("/?access_token=x&access_token=T", Format)]
    [InlineData("/?Access_Token=T", Missing)]
    [InlineData("/?token=T", Missing)]
    [InlineData("/?access_token=", Format)]
    [InlineData("/?access_token", Format)]
    [InlineData("/a;access_token=T", Missing)]
    public void By_default_a_query_parameter_does_as_well(string target, string? refusal)
    {
        Refusal(Default, Requests.Get(target.Replace("T", Good, StringComparison.Ordinal).Replace($"Access_{Good}oken", "Access_Token", StringComparison.Ordinal))).ShouldBe(refusal);
    }

    [Fact]
    [AbuseCase("T25")]
    public void Places_of_ones_own_switch_the_default_places_off()
    {
        Refusal(Custom, Requests.WithToken(Good)).ShouldBe(Missing);
        Refusal(Custom, Requests.Get($"/?access_token={Good}")).ShouldBe(Missing);
        Refusal(Custom, Requests.Get("/", ("x-jwt", Good))).ShouldBeNull();
        Refusal(Custom, Requests.Get("/", ("x-prefixed", $"JWT={Good}"))).ShouldBeNull();
        Refusal(Custom, Requests.Get("/", ("x-prefixed", Good))).ShouldBe(Missing);
        Refusal(Custom, Requests.Get($"/?t={Good}")).ShouldBeNull();
    }

    [Fact]
    public void Without_a_prefix_the_whole_value_is_the_token()
    {
        Refusal(Custom, Requests.Get("/", ("x-jwt", $",{Good}"))).ShouldBe("Jwt header is an invalid Base64url encoded");
        Refusal(Custom, Requests.Get("/", ("x-prefixed", $"JWT=,{Good}"))).ShouldBeNull();
    }

    [Fact]
    public void Sections_may_be_longer_than_most()
    {
        string token = Key.Sign($$"""{"alg":"HS256","kid":"{{new string('k', 2_000)}}"}""", "{}");

        Refusal(Default, Requests.WithToken(token)).ShouldBeNull();
        Refusal(Default, Requests.WithToken(token + new string('A', 4_000))).ShouldBe("Jwt verification fails");
    }

    [Fact]
    [AbuseCase("T24")]
    public void All_tokens_that_are_there_have_to_be_good()
    {
        string bad = SigningKey.Hmac().Sign("{}");

        Refusal(Default, Requests.WithToken(Good, $"/?access_token={Good}")).ShouldBeNull();
        Refusal(Default, Requests.WithToken(Good, $"/?access_token={bad}")).ShouldBe("Jwt verification fails");
        Refusal(Default, Requests.WithToken(bad, $"/?access_token={Good}")).ShouldBe("Jwt verification fails");
        Refusal(Custom, Requests.Get("/", ("x-jwt", Good), ("x-jwt", Good))).ShouldBeNull();
        Refusal(Custom, Requests.Get("/", ("x-jwt", Good), ("x-jwt", bad))).ShouldBe("Jwt verification fails");
    }

    [Fact]
    [AbuseCase("T24")]
    public void Two_Authorization_lines_are_one_value()
    {
        Refusal(Default, Requests.Get("/", ("authorization", $"Bearer {Good}"), ("Authorization", $"Bearer {Good}"))).ShouldBe(Format);
    }

    [Fact]
    public void Every_line_of_the_header_is_taken_off_with_the_token()
    {
        var request = Requests.Get("/", ("x-jwt", Good), ("X-JWT", Good), ("x-other", "1"));

        Custom.Decide(request).Sent(request, "x-jwt").ShouldBeNull();
        Custom.Decide(request).Sent(request, "x-other").ShouldBe("1");
    }

    [Theory]
    [AbuseCase("T25")]
    [InlineData("/p?access_token=T", "/p")]
    [InlineData("/p?z=1&access_token=T&a=x%20y", "/p?z=1&a=x%20y")]
    [InlineData("/p?access_token=T&access%5ftoken=T&b", "/p?b")]
    [InlineData("/p?a&access_token=T&&b=", "/p?a&&b=")]
    public void The_query_parameter_is_taken_off_and_the_rest_keeps_its_bytes(string target, string expected)
    {
        Default.Decide(Requests.Get(target.Replace("T", Good, StringComparison.Ordinal))).ShouldForward().Target.ShouldBe(expected);
    }

    [Fact]
    public void Only_the_place_that_held_a_token_is_cleared()
    {
        var request = Requests.Get($"/?access_token={Good}", ("authorization", "Basic abc"));

        Default.Decide(request).Sent(request, "authorization").ShouldBe("Basic abc");
    }

    [Fact]
    public void The_token_can_be_kept()
    {
        var policy = JwtPolicies.With(Key.PublicKey, "keepToken: true");
        var request = Requests.WithToken(Good, $"/?access_token={Good}");

        policy.Decide(request).Sent(request, "authorization").ShouldBe($"Bearer {Good}");
        policy.Decide(request).ShouldForward().Target.ShouldBe($"/?access_token={Good}");
    }

    [Fact]
    public void A_token_that_may_fail_stays_where_it_is()
    {
        var policy = JwtPolicies.With(Key.PublicKey, extension: "validationPolicy: ALLOW_MISSING_OR_FAILED");
        var request = Requests.WithToken("a.b.c");

        policy.Decide(request).Sent(request, "authorization").ShouldBe("Bearer a.b.c");
    }

    private static string? Refusal(CompiledPolicy policy, PolicyRequest request) => policy.Decide(request).Response?.Body;
}
