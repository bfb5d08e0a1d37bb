using System.Buffers.Text;
using System.Text;
using LlmPolicy.Conformance.Comparing;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Tests;

public class RuleTests
{
    private const string BadToken = "Jwt is not encoded as RFC 7515 asks";

    private const string BadTarget = "The path holds encoded dot segments";

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

        Comparisons.Of(Group()).Compare(recorded, Refusal(401, BadToken)).Verdict.ShouldBe(Verdict.ByRule);
    }

    [Theory]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/%252e%252e/b")]
    [InlineData("/a/..%2fb")]
    [InlineData("/a/..%5cb")]
    [InlineData("/a/..;x/b")]
    public void A_target_that_keeps_dot_segments_may_be_refused(string target) =>
        Comparisons.Of(Group()).Compare(Forwarded(target, target), Refusal(400, BadTarget)).Reason.ShouldStartWith("target.dot-segments: ");

    [Theory]
    [InlineData("/a/b")]
    [InlineData("/a/..b")]
    [InlineData("/a/b?x=/../")]
    [InlineData("/a/%25252e%25252e/b")]
    public void A_target_without_them_may_not(string target) =>
        Comparisons.Of(Group()).Compare(Forwarded(target, target), Refusal(400, BadTarget)).Verdict.ShouldBe(Verdict.Other);

    [Theory]
    [InlineData("//a", true)]
    [InlineData("/a//", true)]
    [InlineData("/a/%2fb", true)]
    [InlineData("/a/%252fb", true)]
    [InlineData("/a/;x/b", true)]
    [InlineData("/a/", false)]
    [InlineData("/a/b?x=//", false)]
    public void A_target_that_keeps_empty_segments_may_be_refused_by_whom_asks_for_that(string target, bool byRule) =>
        Comparisons.WithAllRules(Group()).Compare(Forwarded(target, target), Refusal(400, "The path holds empty segments")).Rules.ShouldBe(byRule ? ["target.empty-segments"] : []);

    [Fact]
    public void A_refusal_in_other_words_is_by_none_of_these_rules()
    {
        SuiteCase badToken = Forwarded("/p", "/p", Token("""{"alg":"RS256","zip":"DEF"}""", "{}"));
        SuiteCase badTarget = Forwarded("/a/%252e", "/a/%252e");

        Comparisons.Of(Group()).Compare(badToken, Refusal(401, "Jwt is expired")).Verdict.ShouldBe(Verdict.Other);
        Comparisons.Of(Group()).Compare(badToken, Refusal(403, BadToken)).Verdict.ShouldBe(Verdict.Other);
        Comparisons.Of(Group()).Compare(badTarget, Refusal(400, "Bad Request")).Verdict.ShouldBe(Verdict.Other);
    }

    [Fact]
    public void A_token_that_breaks_two_rules_counts_for_both() =>
        Refuse(Token("""{"alg":"RS256","b64":false,"crit":["b64"]}""", "{}")).Rules.ShouldBe(["token.crit", "token.b64"]);

    [Theory]
    [InlineData("RS256", "Jwt verification fails", true)]
    [InlineData("ES256", "Jwt verification fails", false)]
    [InlineData("ES256", "Jwks remote fetch is failed", true)]
    [InlineData("RS256", "Jwt is expired", false)]
    public void A_token_whose_key_is_left_out_may_be_refused(string alg, string body, bool byRule)
    {
        string modulus = Base64Url.EncodeToString([.. new byte[128], .. Enumerable.Repeat((byte)1, 128)]);
        SuiteGroup group = Group();
        group.Remotes = new Dictionary<string, RemoteAnswer?>
        {
            ["http://keys.test/"] = new(200, $$"""{"keys":[{"kty":"RSA","n":"{{modulus}}","e":"AQAB"}]}"""),
        };

        CaseResult result = Comparisons.Of(group).Compare(Forwarded("/p", "/p", Token($$"""{"alg":"{{alg}}"}""", "{}")), Refusal(401, body));

        result.Rules.ShouldBe(byRule ? ["key.rsa-size"] : []);
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

    private static CaseResult Refuse(string token) => Comparisons.Of(Group()).Compare(Forwarded("/p", "/p", token), Refusal(401, BadToken));

    private static SuiteGroup Group() => new("group", "");

    private static Answer Refusal(int status, string body) => new(status, [], body, null);

    private static SuiteCase Forwarded(string target, string upstream, string token = "") =>
        new("case", Request(target, token), new Expectation(200, []) { Upstream = new ExpectedUpstream("GET", upstream, [["host", "h.test"]]) });

    private static CaseRequest Request(string target, string token) => new("GET", target, [["Host", "a.host.test"], ["Authorization", $"Bearer {token}"]]);

    private static string Token(string header, string payload) => $"{Encode(header)}.{Encode(payload)}.c2ln";

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
