using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Header secrets with a header that no request can carry: found before the first request fails.</summary>
public sealed class UnusableSecretTests
{
    private const string Canary = "c4n4ry";

    private const string Route = "- {matchers: [{prefix: /, methods: [GET]}], " + Sound.Forward
        + ", options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: own, namespace: default}, append: false}]}}}";

    /// <summary>What Envoy would not load.</summary>
    public static TheoryData<string, string> Unloadable => new()
    {
        { "a line feed at the end, as echo makes", $"data: {{§Authorization: {Base64($"Bearer {Canary}\n")}}}" },
        { "CR LF at the end", $"data: {{§Authorization: {Base64($"Bearer {Canary}\r\n")}}}" },
        { "a line feed in the middle", $"data: {{§Authorization: {Base64($"Bearer\n{Canary}")}}}" },
        { "NUL", $"data: {{§Authorization: {Base64($"{Canary}\0")}}}" },
        { "a block of lines", $"stringData:\n  §Authorization: |\n    Bearer {Canary}" },
        { "a second header alone", $"stringData: {{Authorization: {Canary}, §x-key: \"{Canary}\\n\"}}" },
        { "the host", $"stringData: {{§Host: {Canary}}}" },
        { "a pseudo-header", $"stringData: {{§':path': {Canary}}}" },
        { "a per cent at the end", $"stringData: {{§Authorization: {Canary}50%}}" },
        { "a command that there is none of", $"stringData: {{§Authorization: '{Canary}%NO_SUCH%'}}" },
        { "a command, which would be carried out", $"stringData: {{§Authorization: '{Canary}%PROTOCOL%'}}" },
        { "three per cents", $"stringData: {{§Authorization: '{Canary}%%%'}}" },
    };

    public static TheoryData<string, string> Unsendable => new()
    {
        { "an escape", $"data: {{§Authorization: {Base64($"{Canary}\u001b")}}}" },
        { "DEL", $"data: {{§Authorization: {Base64($"{Canary}\u007f")}}}" },
        { "nothing", "data: {§Authorization: ''}" },
        { "spaces", "stringData: {§Authorization: '  '}" },
        { "no header's name", $"stringData: {{§'x key': {Canary}}}" },
        { "HTTP's own header", $"stringData: {{§Transfer-Encoding: {Canary}}}" },
    };

    public static TheoryData<string, string> Sendable => new()
    {
        { "one line", $"data: {{Authorization: {Base64($"Bearer {Canary}")}}}" },
        { "spaces around", $"stringData: {{Authorization: ' Bearer {Canary} '}}" },
        { "a tab", $"stringData: {{Authorization: \"Bearer\\t{Canary}\"}}" },
        { "letters beyond ASCII, whose bytes Envoy sends as they are", $"stringData: {{Authorization: 'Bearer {Canary}–é'}}" },
        { "quotes", $"data: {{Authorization: {Base64($"\"Bearer {Canary}\"")}}}" },
        { "a plain key that happens to be base64", "data: {Authorization: c2sxMjM0NTY3ODkwYWJjZA==}" },
        { "a folded text without its end", $"stringData:\n  Authorization: >-\n    Bearer\n    {Canary}" },
    };

    [Theory]
    [MemberData(nameof(Unloadable))]
    public void What_Envoy_would_not_load_does_not_load_and_is_not_shown(string what, string values)
    {
        var (text, mark) = MarkedText.Parse(With(values));

        var found = Compiling.Diagnostics(text).ShouldHaveSingleItem(what);

        (found.Code, found.Severity, found.Position).ShouldBe((DiagnosticCodes.UnusableSecret, DiagnosticSeverity.Error, mark));
        found.Message.ShouldContain("default/own");
        found.Remedy.ShouldNotBeNull();
        found.ToString().ShouldNotContain(Canary);
        Analyze(text).ShouldHaveSingleItem("it is named once").Code.ShouldBe(DiagnosticCodes.UnusableSecret);
    }

    [Fact]
    public void What_Envoy_would_not_load_is_not_looked_at_where_the_configuration_has_a_value()
    {
        Compiling.Compile(With("stringData: {Authorization: 50%}"), new() { Secrets = new HashSet<ResourceName> { new("default", "own") } }).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void A_per_cent_that_is_written_twice_is_sent_once()
    {
        Compiling.Compile(With("stringData: {Authorization: a%%b%%%%}")).Secrets[new("default", "own")].Headers["Authorization"].Reveal().ShouldBe("a%b%%");
    }

    [Theory]
    [AbuseCase("S6")]
    [MemberData(nameof(Unsendable))]
    public void What_can_not_be_sent_is_found_where_it_stands_and_not_shown(string what, string values)
    {
        var (text, mark) = MarkedText.Parse(With(values));

        var found = Analyze(text).ShouldHaveSingleItem(what);

        (found.Code, found.Severity, found.Position).ShouldBe((DiagnosticCodes.UnusableSecret, DiagnosticSeverity.Error, mark));
        found.Message.ShouldContain("default/own");
        found.Message.ShouldContain("503");
        found.Remedy.ShouldNotBeNull();
        found.ToString().ShouldNotContain(Canary);
    }

    [Theory]
    [MemberData(nameof(Sendable))]
    public void What_can_be_sent_is_not_named(string what, string values)
    {
        Analyze(With(values)).ShouldBeEmpty(what);
    }

    [Fact]
    public void A_value_that_can_not_even_be_read_is_named_once()
    {
        Analyze(With("data: {Authorization: Bearer plain}")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.InvalidValue);
    }

    [Fact]
    public void A_host_loads_the_policy_since_its_own_sources_may_have_another_value()
    {
        Compiling.Diagnostics(With("data: {Authorization: ''}")).ShouldBeEmpty();
    }

    [Fact]
    public void A_value_of_the_configuration_stands_for_the_manifests()
    {
        Analyze(With("data: {Authorization: ''}"), new() { Secrets = new HashSet<ResourceName> { new("default", "own") } })
            .ShouldNotContain(d => d.Code == DiagnosticCodes.UnusableSecret);
    }

    [Fact]
    public void Of_a_Secret_that_nothing_puts_on_only_one_of_the_headers_type_is_looked_at()
    {
        string Beside(string type) => Sound.Host(Sound.Route("prefix: /"), Sound.Jwt, $"\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: own}}\ntype: {type}\nstringData: {{file.txt: \"a\\nb\"}}\n");

        Analyze(Beside("Opaque")).ShouldBeEmpty();
        Analyze(Beside("gloo.solo.io/header")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.UnusableSecret);
    }

    [Fact]
    public void Names_that_differ_by_case_alone_are_one_header_and_an_error()
    {
        var (text, mark) = MarkedText.Parse(With($"stringData: {{Authorization: {Canary}, §authorization: {Canary}}}"));

        var error = Compiling.Diagnostics(text).ShouldHaveSingleItem();

        (error.Code, error.Position).ShouldBe((DiagnosticCodes.Header, mark));
    }

    private static string With(string values) => Sound.Host(Route, Sound.Jwt, $"\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: own, namespace: default}}\n{values}\n");

    private static IReadOnlyList<Diagnostic> Analyze(string manifest, PolicyCompilerOptions? options = null) =>
        [.. PolicyAnalyzer.Analyze([new ManifestFile(Compiling.File, manifest)], options).Where(d => d.Severity != DiagnosticSeverity.Note)];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
