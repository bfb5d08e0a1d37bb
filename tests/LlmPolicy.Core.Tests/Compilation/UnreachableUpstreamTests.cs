namespace LlmPolicy.Tests;

/// <summary>Upstreams that ask for what nothing here can do: they do no harm until something leads to them.</summary>
public sealed class UnreachableUpstreamTests
{
    private const string ToOther = "- routeAction: {single: {upstream: {name: other}}}";

    public static TheoryData<string> Specs =>
    [
        "{aws: {region: us-east-1}}", "{azure: {functionAppName: a}}", "{gcp: {host: a}}", "{consul: {serviceName: a}}", "{pipe: {path: /a}}", "{awsEc2: {}}",
        "~", "{}", "{static: {hosts: []}}", "{static: {hosts: [{addr: ~, port: 80}]}}", "{static: {hosts: [{addr: '', port: 443}, {addr: a.example, port: 443}]}}",
        Static("httpProxyHostname: a.example"), Static("proxyProtocolVersion: V1"), Static("sslConfig: {secretRef: {name: a, namespace: default}}"),
        Static("sslConfig: {sds: {targetUri: a}}"), Static("sslConfig: {verifySubjectAltName: [a.example]}"), Static("sslConfig: {parameters: {minimumProtocolVersion: TLSv1_3}}"),
    ];

    [Theory]
    [MemberData(nameof(Specs))]
    public void One_that_nothing_leads_to_is_a_warning(string spec)
    {
        var found = Compiling.Compile(Manifest.Service(Manifest.ForwardAll) + Upstream(spec));

        found.Succeeded.ShouldBeTrue();
        found.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.UpstreamAddress);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void One_that_a_route_leads_to_does_not_load(string spec)
    {
        var found = Compiling.Diagnostics(Manifest.Service(ToOther) + Upstream(spec)).ShouldHaveSingleItem();

        (found.Code, found.Severity).ShouldBe((DiagnosticCodes.UpstreamAddress, DiagnosticSeverity.Error));
        found.Message.ShouldContain("a route leads to it");
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void An_address_in_the_options_replaces_all_that_the_manifest_says(string spec)
    {
        var options = new PolicyCompilerOptions { Upstreams = new Dictionary<ResourceName, Uri> { [new("default", "other")] = new("https://stand-in.example") } };

        var policy = Compiling.Policy(Manifest.Service(ToOther) + Upstream(spec), options);

        policy.Upstreams.ShouldHaveSingleItem().Endpoints.ShouldHaveSingleItem().Sni.ShouldBe("stand-in.example");
    }

    [Fact]
    public void Where_what_is_missing_is_passed_over_its_route_has_no_host()
    {
        var found = Compiling.Compile(Manifest.Service(ToOther) + Upstream("{aws: {}}"), new() { MissingReferences = DiagnosticSeverity.Warning });

        found.Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Warning);
        found.Policy!.Upstreams.ShouldBeEmpty();
        found.Policy.Evaluate(new PolicyRequest { Method = "GET", Target = "/", Authority = "a.example" }, PolicyFacts.None, DateTimeOffset.UnixEpoch).Response!.StatusCode.ShouldBe(503);
    }

    [Fact]
    public void No_keys_are_fetched_from_one_even_where_what_is_missing_is_passed_over()
    {
        const string Jwt = "jwt: {providers: {p: {jwks: {remote: {url: 'http://a/keys', upstreamRef: {name: other, namespace: default}}}}}}";

        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, Jwt) + Upstream("{aws: {}}"), new() { MissingReferences = DiagnosticSeverity.Warning })
            .ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Error);
    }

    private static string Static(string more) => $"{{static: {{hosts: [{{addr: a.example, port: 443}}]}}, {more}}}";

    private static string Upstream(string spec) => $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: other}}\nspec: {spec}\n";
}
