namespace LlmPolicy.Tests;

/// <summary>What a manifest may look like and still be the same manifest.</summary>
public sealed class ReadingTests
{
    private const string Json = """
        {"apiVersion": "gateway.solo.io/v1", "kind": "VirtualService", "metadata": {"name": "vs"},
         "spec": {"virtualHost": {"domains": ["*"], "routes": [{"directResponseAction": {"status": 200, "body": "BODY"}}]}}}
        """;

    private static readonly string Responding = Manifest.Service("- directResponseAction: {status: 200, body: hello}");

    [Fact]
    public void Json_is_read_as_well()
    {
        Body(Json).ShouldBe("BODY");
    }

    [Theory]
    [InlineData(@"caf\u00e9", "café")]
    [InlineData(@"\ud83d\ude00", "😀")]
    [InlineData(@"a\/b", "a/b")]
    [InlineData(@"\"" \\ \b \f \n \r \t", "\" \\ \b \f \n \r \t")]
    public void Jsons_escapes_are_read(string escaped, string expected)
    {
        Body(Json.Replace("BODY", escaped, StringComparison.Ordinal)).ShouldBe(Latin1(expected));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_text()
    {
        Compiling.Diagnostics(Json.Replace("BODY", @"\ud83d", StringComparison.Ordinal)).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Syntax);
    }

    [Fact]
    public void Json_may_be_indented_by_tabs()
    {
        Body(Json.Replace(", ", ",\n\t\t", StringComparison.Ordinal)).ShouldBe("BODY");
    }

    [Fact]
    public void Several_documents_are_read_from_one_file()
    {
        var policy = Compiling.Policy(
            Manifest.Service("a", "a.example", "- directResponseAction: {status: 201}")
            + "---\n# nothing here\n---\n"
            + Manifest.Service("b", "b.example", "- directResponseAction: {status: 202}"));

        policy.Decide(Requests.To("a.example")).ShouldRespond(201);
        policy.Decide(Requests.To("b.example")).ShouldRespond(202);
    }

    [Fact]
    public void Windows_line_ends_change_nothing()
    {
        var compilation = PolicyCompiler.Compile(Lab.Files.Select(f => f with { Text = f.Text.ReplaceLineEndings("\r\n") }));

        compilation.Diagnostics.ShouldBeEmpty();
        var request = Lab.RequestWithToken();
        compilation.Policy!.Decide(request).ToText().ShouldBe(Lab.Policy.Decide(request).ToText());
    }

    [Fact]
    public void Windows_line_ends_keep_the_lines_numbers()
    {
        var (text, mark) = MarkedText.Parse(Manifest.Route("§prefixRewrit: /a"));

        Compiling.Diagnostics(text.ReplaceLineEndings("\r\n")).ShouldHaveSingleItem().Position.ShouldBe(mark);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_key()
    {
        Body("\uFEFF" + Json).ShouldBe("BODY");
        Body("\uFEFF" + Responding).ShouldBe("hello");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n---\n")]
    [InlineData("null\n")]
    public void An_empty_file_adds_nothing(string empty)
    {
        PolicyCompiler.Compile([new("empty.yaml", empty), new("policy.yaml", Responding)]).Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    public void An_empty_file_alone_is_a_policy_that_answers_nothing_but_404(string empty)
    {
        var diagnostic = Compiling.Diagnostics(empty).ShouldHaveSingleItem();

        (diagnostic.Code, diagnostic.Severity).ShouldBe((DiagnosticCodes.NoVirtualService, DiagnosticSeverity.Warning));
        Compiling.Policy(empty).Decide(Requests.Get("/")).ShouldRefuse(404, ReasonCodes.NoVirtualHost);
        diagnostic.Position.ShouldBe(new SourcePosition(Compiling.File, 1, 1));
    }

    [Fact]
    public void A_field_that_is_null_is_not_there()
    {
        Compiling.Diagnostics(Manifest.Route("""
            rbac: null
            prefixRewrite:
            autoHostRewrite: ~
            headerManipulation: {requestHeadersToAdd: null, requestHeadersToRemove: }
            """)).ShouldBeEmpty();
    }

    [Fact]
    public void Aliases_are_expanded()
    {
        var policy = Compiling.Policy(Manifest.Service("""
            - matchers: [{prefix: /a}]
              directResponseAction: &answer {status: 203}
            - matchers: [{prefix: /b}]
              directResponseAction: *answer
            """));

        policy.Decide(Requests.Get("/b")).ShouldRespond(203);
    }

    [Fact]
    public void The_standard_tags_are_read_for_what_they_say()
    {
        Body(Responding.Replace("body: hello", "body: !!str 123", StringComparison.Ordinal)).ShouldBe("123");
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("yes", true)]
    [InlineData("on", true)]
    [InlineData("y", true)]
    [InlineData("N", false)]
    [InlineData("false", false)]
    [InlineData("FALSE", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    public void Booleans_are_spelt_as_Kubernetes_reads_them(string spelt, bool expected)
    {
        var decision = Compiling.Policy(Manifest.Route($"autoHostRewrite: {spelt}")).Decide(Requests.Get("/"));

        decision.ShouldForward().Host.ShouldBe(expected ? null : "example.com");
    }

    [Theory]
    [InlineData(".5")]
    [InlineData("-1.5")]
    [InlineData("0x1F")]
    [InlineData("007")]
    [InlineData("1_000")]
    [InlineData(".inf")]
    [InlineData("1e3")]
    [InlineData("0o17")]
    [InlineData("0b11")]
    [InlineData("09")]
    [InlineData("+1")]
    [InlineData("y")]
    [InlineData("N")]
    [InlineData("Off")]
    public void What_Kubernetes_reads_as_a_number_or_a_boolean_is_no_string(string number)
    {
        Compiling.Diagnostics(Manifest.Service($"- {{name: {number}, directResponseAction: {{status: 200}}}}"))
            .ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.WrongType);
    }

    [Fact]
    public void A_claims_letter_is_one_all_the_same_with_a_warning()
    {
        var compilation = Compiling.Compile(Manifest.Service(
            "- directResponseAction: {status: 200}", Sound.Jwt + "\nrbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {y: n}}}]}}}"));

        compilation.Diagnostics.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            d => d.Code.ShouldBe(DiagnosticCodes.WrongType), d => d.Severity.ShouldBe(DiagnosticSeverity.Warning));
        compilation.Policy!.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"iss":"https://p.example","aud":"chat","y":"n"}"""))).ShouldRespond(200);
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("1a")]
    [InlineData("2024-01-01")]
    [InlineData("0x")]
    [InlineData("0b2")]
    [InlineData("_1")]
    [InlineData("1e")]
    [InlineData("1:30")]
    [InlineData("ja")]
    public void What_only_resembles_a_number_or_a_boolean_is_a_string(string text)
    {
        Compiling.Diagnostics(Manifest.Service($"- {{name: {text}, directResponseAction: {{status: 200}}}}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0", 301)]
    [InlineData("1", 302)]
    [InlineData("2", 303)]
    [InlineData("3", 307)]
    [InlineData("4", 308)]
    [InlineData("PERMANENT_REDIRECT", 308)]
    public void An_enum_is_a_name_or_its_number(string code, int status)
    {
        Compiling.Policy(Manifest.Service($"- redirectAction: {{hostRedirect: a.example, responseCode: {code}}}"))
            .Decide(Requests.Get("/")).ShouldRespond(status);
    }

    [Theory]
    [InlineData("15s", 15)]
    [InlineData("1.5s", 1.5)]
    [InlineData("1m30s", 90)]
    [InlineData("30s1m", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("500ms", 0.5)]
    [InlineData("100us", 0.0001)]
    [InlineData("100µs", 0.0001)]
    [InlineData("5ns", 0)]
    [InlineData(".5s", 0.5)]
    [InlineData("1.s", 1)]
    [InlineData("+5s", 5)]
    [InlineData("'0'", 0)]
    [InlineData("-0s", 0)]
    [InlineData("0.1234567899999s", 0.1234567)]
    [InlineData("2562047h", 9223369200)]
    public void Durations_are_Gos(string duration, double seconds)
    {
        Compiling.Policy(Remote(duration)).RemoteKeys.ShouldHaveSingleItem().CacheDuration.TotalSeconds.ShouldBe(seconds, 1e-9);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("1d")]
    [InlineData("5S")]
    [InlineData("' 5s'")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("''")]
    [InlineData("-1s")]
    [InlineData("-5ns")]
    [InlineData("'1s,1m'")]
    [InlineData("2562048h")]
    [InlineData("99999999999999999999s")]
    public void What_is_no_duration_is_an_error(string duration)
    {
        Compiling.Diagnostics(Remote(duration)).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.WrongType);
    }

    private static string Remote(string duration) => Manifest.Service(
        "- directResponseAction: {status: 200}", "jwt: {providers: {p: {jwks: {remote: {url: 'https://keys.example/', cacheDuration: " + duration + "}}}}}");

    private static string Body(string manifest) => Compiling.Policy(manifest).Decide(Requests.Get("/")).ShouldRespond(200).Body;

    private static string Latin1(string text) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
