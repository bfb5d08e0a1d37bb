using System.Buffers.Text;
using System.Text;
using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public class RuleTests
{
    private const string Plain = """{"alg":"RS256"}""";

    [Theory]
    [InlineData("token.crit", """{"alg":"RS256","crit":["x"]}""", "{}", "")]
    [InlineData("token.b64", """{"alg":"RS256","b64":false}""", "{}", "")]
    [InlineData("token.zip", """{"alg":"RS256","zip":"DEF"}""", "{}", "")]
    [InlineData("token.json", Plain, "{'iss':'x'}", "")]
    [InlineData("token.json", Plain, """{"iss":"x",}""", "")]
    [InlineData("token.base64url", Plain, "{}", "==")]
    public void A_refused_token_is_by_the_rule_that_it_breaks(string rule, string header, string payload, string tail) =>
        Refuse(Token(header, payload) + tail).Reason.ShouldStartWith($"{rule}: ");

    [Theory]
    [InlineData(32, false)]
    [InlineData(33, true)]
    public void Json_may_be_32_levels_deep(int depth, bool byRule)
    {
        string payload = new string('[', depth) + new string(']', depth);

        Refuse(Token(Plain, payload)).Verdict.ShouldBe(byRule ? Verdict.ByRule : Verdict.Other);
    }

    [Theory]
    [InlineData(16 * 1024, false)]
    [InlineData((16 * 1024) + 1, true)]
    public void A_token_may_be_16_kib_long(int length, bool byRule)
    {
        string token = Token(Plain, "{}");
        string signature = new('A', length - token.Length);

        Refuse(token + signature).Verdict.ShouldBe(byRule ? Verdict.ByRule : Verdict.Other);
    }

    [Fact]
    public void A_refused_token_that_breaks_no_rule_is_other() => Refuse(Token(Plain, "{}")).Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void A_token_in_the_query_is_found()
    {
        SuiteCase recorded = Forwarded($"/p?x=1&access_token={Token("""{"alg":"RS256","zip":"DEF"}""", "{}")}", "/p?x=1");

        Comparisons.Of(Group()).Compare(recorded, Refusal(401)).Verdict.ShouldBe(Verdict.ByRule);
    }

    [Theory]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/%252e%252e/b")]
    [InlineData("/a/..%2fb")]
    [InlineData("/a/..%5cb")]
    [InlineData("/a/..;x/b")]
    public void A_target_that_keeps_dot_segments_may_be_refused(string target) =>
        Comparisons.Of(Group()).Compare(Forwarded(target, target), Refusal(400)).Reason.ShouldStartWith("target.dot-segments: ");

    [Theory]
    [InlineData("/a/b")]
    [InlineData("/a/..b")]
    [InlineData("/a/b?x=/../")]
    [InlineData("/a/%25252e%25252e/b")]
    public void A_target_without_them_may_not(string target) =>
        Comparisons.Of(Group()).Compare(Forwarded(target, target), Refusal(400)).Verdict.ShouldBe(Verdict.Other);

    [Fact]
    public void A_key_server_with_a_short_key_may_be_refused()
    {
        string modulus = Base64Url.EncodeToString(new byte[128]);
        SuiteGroup group = Group() with { };
        group.Remotes = new Dictionary<string, RemoteAnswer?>
        {
            ["http://keys.test/"] = new(200, $$"""{"keys":[{"kty":"RSA","n":"{{modulus}}","e":"AQAB"}]}"""),
        };

        Comparisons.Of(group).Compare(Forwarded("/p", "/p"), Refusal(401)).Reason.ShouldStartWith("key.rsa-size: ");
    }

    [Fact]
    public void No_rule_excuses_what_is_permissive()
    {
        SuiteCase recorded = new("case", Request("/p", Token("""{"crit":["x"]}""", "{}")), new Expectation(401, []) { Body = "" });
        Answer forwarded = new(200, [], "", new UpstreamRequest("GET", "/p", "h.test", []));

        Comparisons.Of(Group()).Compare(recorded, forwarded).Verdict.ShouldBe(Verdict.Permissive);
    }

    [Fact]
    public void No_rule_excuses_another_request_upstream()
    {
        SuiteCase recorded = Forwarded("/p", "/p", Token("""{"crit":["x"]}""", "{}"));
        Answer elsewhere = new(200, [], "", new UpstreamRequest("GET", "/q", "h.test", []));

        Comparisons.Of(Group()).Compare(recorded, elsewhere).Verdict.ShouldBe(Verdict.Other);
    }

    private static CaseResult Refuse(string token) => Comparisons.Of(Group()).Compare(Forwarded("/p", "/p", token), Refusal(401));

    private static SuiteGroup Group() => new("group", "");

    private static Answer Refusal(int status) => new(status, [], "", null);

    private static SuiteCase Forwarded(string target, string upstream, string token = "") =>
        new("case", Request(target, token), new Expectation(200, []) { Upstream = new ExpectedUpstream("GET", upstream, [["host", "h.test"]]) });

    private static CaseRequest Request(string target, string token) => new("GET", target, [["Host", "a.host.test"], ["Authorization", $"Bearer {token}"]]);

    private static string Token(string header, string payload) => $"{Encode(header)}.{Encode(payload)}.c2ln";

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
