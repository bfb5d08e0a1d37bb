namespace LlmPolicy.Tests;

public sealed class DiagnosticTests
{
    private static readonly SourcePosition Position = new("policy.yaml", 3, 7);

    [Fact]
    public void A_diagnostic_reads_as_a_compilers_line()
    {
        new Diagnostic { Code = "LLMP0010", Severity = DiagnosticSeverity.Error, Message = "Unknown field 'a'.", Position = Position, Remedy = "Did you mean 'b'?" }.ToString()
            .ShouldBe("policy.yaml(3,7): error LLMP0010: Unknown field 'a'. Did you mean 'b'?");
    }

    [Theory]
    [InlineData(DiagnosticSeverity.Error, "error")]
    [InlineData(DiagnosticSeverity.Warning, "warning")]
    [InlineData(DiagnosticSeverity.Note, "note")]
    public void The_severity_is_a_word_of_its_own(DiagnosticSeverity severity, string word)
    {
        new Diagnostic { Code = "LLMP0001", Severity = severity, Message = "m", Position = Position }.ToString().ShouldBe($"policy.yaml(3,7): {word} LLMP0001: m");
    }

    [Fact]
    public void All_errors_are_reported_at_once_in_the_order_of_files_and_lines()
    {
        ManifestFile first = new("first.yaml", Manifest.Service("""
            - {matchers: [{prefix: //}], routeAction: {single: {upstream: {name: none}}}, options: {prefixRewrit: /a}}
            - name: second
            """));
        ManifestFile second = new("second.yaml", "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: 5}\nspec: {}\n---\na: [\n");

        var diagnostics = PolicyCompiler.Compile([first, second]).Diagnostics;

        diagnostics.Select(d => d.Code).ShouldBe(
        [
            DiagnosticCodes.Path, DiagnosticCodes.MissingUpstream, DiagnosticCodes.UnknownField, DiagnosticCodes.Action,
            DiagnosticCodes.WrongType, DiagnosticCodes.UpstreamAddress, DiagnosticCodes.Syntax,
        ]);
        diagnostics.Select(d => d.Position.File).Distinct().ShouldBe(["first.yaml", "second.yaml"]);
    }

    /// <summary>A file that ends without a line break ends on its last line.</summary>
    [Theory]
    [InlineData("{", 1, 2)]
    [InlineData("kind: VirtualService\nspec: [1, 2", 2, 12)]
    [InlineData("kind: VirtualService\nspec: [1, 2\n", 3, 1)]
    [InlineData("kind: VirtualService\r\nspec: {a: b", 2, 12)]
    public void What_is_not_closed_is_reported_where_the_text_ends(string text, int line, int column)
    {
        var diagnostic = PolicyCompiler.Compile([new("a.yaml", text)]).Diagnostics.ShouldHaveSingleItem();

        (diagnostic.Code, diagnostic.Position).ShouldBe((DiagnosticCodes.Syntax, new SourcePosition("a.yaml", line, column)));
    }

    /// <summary>A form feed ends no line of YAML, though it does of other text.</summary>
    [Theory]
    [InlineData("\n", 5)]
    [InlineData("\r\n", 5)]
    [InlineData("\r", 5)]
    [InlineData("\f\n", 5)]
    public void A_tab_is_found_on_the_line_that_the_scanner_counts(string end, int line)
    {
        string text = $"# one{end}# two{end}apiVersion: gloo.solo.io/v1{end}spec:{end}\tstatic: {{";

        PolicyCompiler.Compile([new("a.yaml", text)]).Diagnostics[0].Position.ShouldBe(new SourcePosition("a.yaml", line, 1));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a|")]
    [InlineData("a\r\nb\rc\nd", "a|b|c|d")]
    [InlineData("a\u0085b\u2028c\u2029d", "a|b|c|d")]
    [InlineData("a\fb\vc", "a\fb\vc")]
    public void A_files_lines_end_where_YAMLs_do(string text, string lines)
    {
        string.Join('|', new ManifestFile("a.yaml", text).Lines()).ShouldBe(lines);
    }

    [Fact]
    public void A_route_without_a_destination_has_its_other_faults_reported_too()
    {
        string manifest = Manifest.Service("- {matchers: [{}], routeAction: {}, options: {prefixRewrite: a b}}");

        Compiling.Diagnostics(manifest).Select(d => d.Code).ShouldBe([DiagnosticCodes.Path, DiagnosticCodes.Action, DiagnosticCodes.Path]);
    }

    [Fact]
    public void A_fault_that_a_rule_of_strictness_finds_names_the_rule()
    {
        string weak = Manifest.Service(Manifest.ForwardAll, Manifest.Jwt(SigningKey.Hmac(bytes: 16).PublicKey));

        Compiling.Diagnostics(weak).ShouldHaveSingleItem().Rule.ShouldBe(StrictnessRules.KeyHmacSize);
        Compiling.Diagnostics(weak, Compiling.Lax(StrictnessRules.KeyHmacSize)).ShouldBeEmpty();
    }

    [Fact]
    public void No_diagnostic_holds_a_secret()
    {
        const string Canary = "c4n4ry-value";
        string manifest = Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: s, namespace: default}}]}") + $$"""

            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: s}
            type: unknown
            unknown: {a: b}
            data: {a: "{{Canary}}"}
            stringData: {b: [{{Canary}}], c: {{Canary}}, d: {{Canary}}}
            """;

        Compiling.Diagnostics(manifest).ShouldNotBeEmpty();
        Compiling.Diagnostics(manifest).ShouldAllBe(d => !d.ToString().Contains(Canary));
    }
}
