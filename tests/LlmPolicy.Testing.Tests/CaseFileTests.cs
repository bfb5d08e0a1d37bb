namespace LlmPolicy.Testing;

/// <summary>Files of cases that are wrong: everything is told at once, with its place.</summary>
public sealed class CaseFileTests
{
    private const string Good = "name: a, request: {url: /}, expect: {status: 401}";

    [Theory]
    [InlineData("^", "LLMP3001: A file of cases is one object. Give it a list: cases.")]
    [InlineData("^cases: []", "LLMP3001: There are no cases. Give it a list: cases.")]
    [InlineData("^now: 2026-01-31T12:00:00Z", "LLMP3001: There are no cases. Give it a list: cases.")]
    [InlineData("cases: [{name: a, request: {url: /}, expect: ^{}}]", "LLMP3001: The case expects nothing. Say what has to come of it: outcome, status, reason.")]
    [InlineData("cases: [^{name: a, request: {url: /}}]", "LLMP0014: 'expect' is missing in cases.")]
    [InlineData($"{{cases: [{{{Good}, token: ^'@none.txt'}}]}}", "LLMP3002: No token is at 'none.txt'. Name a file relative to this one.")]
    [InlineData($"{{cases: [{{{Good}}}, {{name: ^a, request: {{url: /}}, expect: {{status: 200}}}}]}}", "LLMP3004: Another case is called 'a'. Give each a name of its own.")]
    [InlineData($"{{cases: [{{{Good}, ^claim: {{}}}}]}}", "LLMP0010: Unknown field 'claim' in cases. Did you mean 'claims'?")]
    [InlineData("cases: [{name: a, request: {url: /, ^methods: GET}, expect: {status: 401}}]", "LLMP0010: Unknown field 'methods' in cases.request. Did you mean 'method'?")]
    [InlineData($"{{cases: [{{{Good}, claims: {{}}, ^token: x}}]}}", "LLMP0013: 'token' and 'claims' exclude each other. Keep one of them.")]
    [InlineData($"{{cases: [{{{Good}, claims: ^[]}}]}}", "LLMP0012: 'claims' has to be an object. Write each claim as NAME: VALUE.")]
    [InlineData($"{{cases: [{{{Good}, claims: {{a: ^yes}}}}]}}", "LLMP0012: yes is a boolean for some readers of YAML. Quote it, \"yes\", or write it as JSON has it.")]
    [InlineData($"{{cases: [{{{Good}, provider: ^company}}]}}", "LLMP0012: 'provider' names whose token to send, but there is no token. Give claims or token, too.")]
    [InlineData($"{{cases: [{{{Good}, claims: {{}}, provider: ^comp}}]}}", "LLMP3003: No provider is called 'comp'. There are: company@service.yaml(10,22). Name one by: provider.")]
    [InlineData($"{{cases: [{{{Good}, now: ^noon}}]}}", "LLMP0012: 'now' has to be a time. Write it as 2026-01-31T12:00:00Z.")]
    [InlineData($"{{cases: [{{{Good}, draw: ^1}}]}}", "LLMP0012: 'draw' has to be a number from 0 to less than 1. It picks among weighted destinations, in their order.")]
    public void A_mistake_is_told_with_place_and_remedy(string marked, string message) =>
        ShouldTell(marked, message, Provider.Manifest(Provider.Local()));

    [Theory]
    [InlineData("reason: ^rbac.deneid", "LLMP3003: 'rbac.deneid' is no reason. Did you mean 'rbac.denied'?")]
    [InlineData("route: ^'route[0]'", "LLMP3003: 'route[0]' is no route of the manifests. Did you mean 'routes[0]'?")]
    [InlineData("upstream: ^upp", "LLMP3003: 'upp' is no Upstream that a route forwards to. Did you mean 'default/up'?")]
    [InlineData("secrets: [^none]", "LLMP3003: 'none' is no Secret that a route puts on.")]
    [InlineData("headers: {a: {secret: ^none}}", "LLMP3003: 'none' is no Secret that a route puts on.")]
    [InlineData("headers: {a: ^{secrets: none}}", "LLMP0012: A header's value has to be a text.")]
    [InlineData("headers: ^[a]", "LLMP0012: 'headers' has to be an object. Write each header as NAME: VALUE.")]
    [InlineData("outcome: forward, ^status: 200", "LLMP3005: 'status' and 'outcome: forward' exclude each other: a request is forwarded or answered. Keep one of them.")]
    [InlineData("outcome: respond, ^path: /", "LLMP3005: 'path' and 'outcome: respond' exclude each other: a request is forwarded or answered. Keep one of them.")]
    [InlineData("^body: a, host: b", "LLMP3005: 'body' and 'host' exclude each other: a request is forwarded or answered. Keep one of them.")]
    public void An_expectation_that_could_not_hold_is_told(string expect, string message) =>
        ShouldTell($"cases: [{{name: a, request: {{url: /}}, expect: {{{expect}}}}}]", message, Provider.Manifest(Provider.Local()).ToForwarding());

    [Theory]
    [InlineData("http://a.example/")]
    [InlineData("http://b.example/")]
    public void The_provider_of_the_requests_host_is_meant_where_other_hosts_have_others(string url) => CaseText.Run(
        $"request: {{url: '{url}'}}\nclaims: {{}}\nexpect: {{status: 200}}",
        Provider.Manifest($"issuer: a, {Provider.Local()}", "a.example", "a") with { Name = "a.yaml" },
        Provider.Manifest($"issuer: b, {Provider.Local(Provider.OtherKey)}", "b.example", "b") with { Name = "b.yaml" }).ShouldBeEmpty();

    [Fact]
    public void A_provider_is_asked_for_where_the_requests_host_takes_either() => ShouldTell(
        "cases: [^{name: a, request: {url: /}, claims: {}, expect: {status: 200}}]",
        "LLMP3003: There is more than one provider. There are: company@service.yaml(10,22), other@service.yaml(11,18). Name one by: provider.",
        Provider.Manifest($"{Provider.Local()} }}\n          other: {{ issuer: other, {Provider.Local(Provider.OtherKey)}"));

    [Theory]
    [InlineData("localhost/path")]
    [InlineData("ftp://localhost/")]
    [InlineData("http:///path")]
    [InlineData("''")]
    public void A_url_that_no_client_sends_is_told(string url) => ShouldTell(
        $"cases: [{{name: a, request: {{url: ^{url}}}, expect: {{status: 401}}}}]",
        "LLMP0012: 'url' is not a URL that a request can have. Write it as http://HOST/PATH, or /PATH for the host localhost.",
        Provider.Manifest(Provider.Local()));

    [Fact]
    public void Everything_is_told_at_once_in_the_manifests_too()
    {
        CaseText.Diagnostics("cases: [{name: a, request: {url: /, verb: GET}, expect: {state: 1}}]", Provider.Manifest("issuer: a"))
            .Select(d => d.Code).ShouldBe([DiagnosticCodes.UnknownField, TestDiagnosticCodes.NothingToTest, DiagnosticCodes.UnknownField, DiagnosticCodes.Keys], ignoreOrder: true);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        Should.Throw<PolicyTestException>(() => PolicyTests.Load("none.yaml")).Message.ShouldBe("No file of cases is at 'none.yaml'.");
    }

    [Fact]
    public void A_manifest_that_is_not_there_is_told_with_the_line_that_names_it()
    {
        string folder = Directory.CreateTempSubdirectory("llmpolicy-").FullName;
        string path = Path.Combine(folder, "cases.yaml");
        try
        {
            File.WriteAllText(path, $"manifests: [here.yaml, gone.yaml]\ncases: [{{{Good}}}]");
            File.WriteAllText(Path.Combine(folder, "here.yaml"), Provider.Manifest(Provider.Local()).Text);
            var error = Should.Throw<PolicyTestException>(() => PolicyTests.Load(path));
            error.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(TestDiagnosticCodes.MissingFile);
            error.Message.ShouldContain("cases.yaml(1,24): error LLMP3002: No manifest is at");

            File.WriteAllText(path, $"manifests: [here.yaml]\ncases: [{{{Good}}}]");
            PolicyTests.Load(path).Run().ShouldAllBe(result => result.Passed);

            File.WriteAllText(path, $"cases: [{{{Good}}}]");
            Should.Throw<PolicyTestException>(() => PolicyTests.Load(path)).Message.ShouldContain("cases.yaml(1,1): error LLMP3002: No manifest is named. Give the file a list: manifests.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_token_never_stands_in_what_is_told()
    {
        var differences = CaseText.Run("request: {url: /}\ntoken: a.secret.token\nexpect: {status: 200, body: a.secret.token}", Provider.Manifest(Provider.Local()));

        differences.ShouldContain("body: expected (the token), was Jwt header is an invalid Base64url encoded");
        differences.ShouldAllBe(d => !d.Contains("a.secret.token", StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_whose_keys_would_be_fetched_is_told_to_be_given_as_claims()
    {
        string token = PolicyUnderTest.Compile([Provider.Manifest(Provider.Local())], new ThrowAwayKeys()).Issuer().Mint("{}");
        CaseText.Run($"request: {{url: /}}\ntoken: {token}\nexpect: {{status: 200}}", Provider.Manifest(Provider.Remote())).ShouldBe(
        [
            "outcome: expected respond, was needs keys",
            "the token can't be verified: its provider's keys are fetched from https://keys.example/jwks. Give claims in place of the token.",
        ]);
    }

    /// <summary>Fails unless the one error stands where <c>^</c> stands in the text.</summary>
    private static void ShouldTell(string marked, string message, ManifestFile manifest)
    {
        int column = marked.IndexOf('^', StringComparison.Ordinal) + 1;
        CaseText.Diagnostics(marked.Remove(column - 1, 1), manifest).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())
            .ShouldBe([$"cases.yaml(1,{column}): error {message}"]);
    }
}
