using LlmPolicy.Headers;

namespace LlmPolicy.Tests;

/// <summary>What of a Secret can't be sent, and in which words, which never hold a value.</summary>
public sealed class HeaderSecretRulesTests
{
    [Theory]
    [InlineData("x-key", "c4n4ry", null)]
    [InlineData("x-key", "c4\tn4ry", null)]
    [InlineData("x-key", "c4n4r\u00ff", null)]
    [InlineData("x key", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("Content-Length", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("Host", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("transfer-encoding", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("Connection", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("x-key", "", "the value of x-key is empty")]
    [InlineData("x-key", " \t", "the value of x-key is empty")]
    [InlineData("x-key", "c4n4ry\n", "the value of x-key has a control character or a line break")]
    [InlineData("x-key", "c4n4ry\u007f", "the value of x-key has a control character or a line break")]
    [InlineData("x-key", "c4n4r\u0100", "the value of x-key has a character that no header can carry")]
    public void A_header_that_can_not_be_sent_says_why(string name, string value, string? problem)
    {
        HeaderSecretRules.Problem(name, new SecretValue(value)).ShouldBe(problem);
    }

    [Theory]
    [InlineData("x-key", "c4n4ry", null)]
    [InlineData("x-key", "c4%%n4ry", null)]
    [InlineData(":path", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("host", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("x\nkey", "c4n4ry", "a header has a name that can't be set")]
    [InlineData("x-key", "c4n4ry\r", "the value of x-key has a control character or a line break")]
    [InlineData("x-key", "c4n4ry%", "the value of x-key has a percent sign that is not doubled")]
    [InlineData("x-key", "%%%c4n4ry", "the value of x-key has a percent sign that is not doubled")]
    public void One_that_Envoy_would_not_load_says_why(string name, string value, string? refusal)
    {
        HeaderSecretRules.Refusal(name, new SecretValue(value)).ShouldBe(refusal);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a%%b", "a%b")]
    [InlineData("%%%%", "%%")]
    [InlineData("a%b", null)]
    public void A_per_cent_is_written_twice(string written, string? value)
    {
        HeaderSecretRules.TryUnescape(new SecretValue(written))?.Reveal().ShouldBe(value);
        (HeaderSecretRules.TryUnescape(new SecretValue(written)) is null).ShouldBe(value is null);
    }

    [Theory]
    [InlineData("%NONE%", "%NONE% is not a known command")]
    [InlineData("%NONE(a)%", "%NONE% is not a known command")]
    [InlineData("%NONE:3%", "%NONE% is not a known command")]
    [InlineData("%REQ%", "the argument of %REQ% is missing or malformed")]
    [InlineData("%REQ(a b)%", "the argument of %REQ% is missing or malformed")]
    [InlineData("%REQ(x-a?a b)%", "the argument of %REQ% is missing or malformed")]
    [InlineData("%PROTOCOL(a)%", "the argument of %PROTOCOL% is missing or malformed")]
    [InlineData("%START_TIME(%Q)%", "the argument of %START_TIME% is missing or malformed")]
    [InlineData("ab%", "no command begins at position 2")]
    [InlineData("%REQ(x)%%", "no command begins at position 8")]
    public void A_value_that_is_no_template_says_why(string value, string error)
    {
        HeaderTemplateParser.TryParse(value, out string? told).ShouldBeNull();
        told.ShouldBe(error);
    }

    [Fact]
    public void A_template_names_what_it_shows_of_a_request()
    {
        var template = HeaderTemplateParser.TryParse("a%REQ(x-a?x-b)%%QUERY_PARAM(q)%%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:a:b)%%PROTOCOL%%REQ(x-c)%", out _).ShouldNotBeNull();

        template.Headers.ShouldBe(["x-a", "x-b", "x-c"]);
        template.Parameters.ShouldBe(["q"]);
        template.Claims.ShouldHaveSingleItem().ShouldBe(["a", "b"]);
        HeaderTemplateParser.TryParse("%PROTOCOL%", out _)!.Headers.ShouldBeEmpty();
        HeaderTemplateParser.TryParse("%REQ(x-a):3%", out _)!.Headers.ShouldBe(["x-a"], "cut off or not");
    }
}
