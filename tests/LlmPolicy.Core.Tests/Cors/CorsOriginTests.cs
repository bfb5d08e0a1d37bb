namespace LlmPolicy.Tests;

/// <summary>Which origins fit: attackers write what looks like one.</summary>
public sealed class CorsOriginTests
{
    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://APP.example.com", false)]
    [InlineData("HTTPS://app.example.com", false)]
    [InlineData("http://app.example.com", false)]
    [InlineData("https://app.example.com:443", false)]
    [InlineData("https://app.example.com:8443", false)]
    [InlineData("https://app.example.com/", false)]
    [InlineData("https://app.example.com.", false)]
    [InlineData("https://app.example.com.evil.example", false)]
    [InlineData("https://evil.example?https://app.example.com", false)]
    [InlineData("https://evilapp.example.com", false)]
    [InlineData("https://user@app.example.com", false)]
    [InlineData("https://app.example.co", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    [InlineData("app.example.com", false)]
    public void An_origin_is_compared_as_it_stands(string origin, bool allowed)
    {
        Allows("{allowOrigin: ['https://app.example.com']}", origin).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("https://a.example.com", true)]
    [InlineData("https://a.b.example.com", false)]
    [InlineData("https://a.example.com.evil.example", false)]
    [InlineData("https://evil.example/https://a.example.com", false)]
    [InlineData("xhttps://a.example.com", false)]
    [InlineData("https://a.example.com:8443", false)]
    [InlineData("https://axexample.com", false)]
    [InlineData("https://A.example.com", false)]
    [InlineData("null", false)]
    public void A_pattern_has_to_fit_the_whole_origin(string origin, bool allowed)
    {
        Allows("""{allowOriginRegex: ['https://[a-z]+\.example\.com']}""", origin).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("https://a.example.com|https://evil.example", "https://a.example.com.evil.example", false)]
    [InlineData("https://a.example.com|https://b.example", "https://b.example", true)]
    [InlineData("^https://b.example$", "https://b.example", true)]
    [InlineData("(?i)https://b\\.example", "HTTPS://B.EXAMPLE", true)]
    [InlineData("https://b.example", "https://bxexample", true)]
    public void Alternatives_anchors_and_open_dots_are_RE2s(string pattern, string origin, bool allowed)
    {
        Allows($"{{allowOriginRegex: ['{pattern}']}}", origin).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("allowOrigin: ['*']")]
    [InlineData("allowOriginRegex: ['.*']")]
    [InlineData("allowOriginRegex: ['[^h]+']")]
    public void What_fits_a_star_stands_for_any_origin(string origins)
    {
        Allows($"{{{origins}}}", "https://evil.example").ShouldBeTrue();
        Allows($"{{{origins}}}", "null").ShouldBeTrue();
    }

    [Theory]
    [InlineData(480, true)]
    [InlineData(5000, false)]
    public void No_pattern_is_tried_on_more_than_an_origin_can_be(int letters, bool allowed)
    {
        Allows("{allowOriginRegex: ['https://[a-z]+']}", $"https://{new string('a', letters)}").ShouldBe(allowed);
    }

    [Fact]
    public void Null_is_an_origin_where_it_is_named()
    {
        Allows("{allowOrigin: ['null']}", "null").ShouldBeTrue();
    }

    [Fact]
    public void Several_Origin_lines_are_one_value_and_fit_no_origin_that_one_of_them_is()
    {
        var policy = Compiling.Policy(Manifest.Route("cors: {allowOrigin: ['https://a.example', 'https://b.example']}"));

        Answer(policy, ("origin", "https://a.example"), ("origin", "https://b.example")).ShouldBeNull();
        Answer(policy, ("origin", "https://a.example"), ("origin", "https://a.example")).ShouldBeNull();
    }

    private static bool Allows(string cors, string origin) =>
        Answer(Compiling.Policy(Manifest.Route($"cors: {cors}")), ("origin", origin)) == origin;

    private static string? Answer(CompiledPolicy policy, params (string, string)[] headers)
    {
        var changes = policy.Decide(Requests.Get("/", headers)).ShouldForward().ResponseHeaders(new UpstreamAnswer(200, []));
        return Deciding.Lines(Deciding.Apply([], changes), "access-control-allow-origin");
    }
}
