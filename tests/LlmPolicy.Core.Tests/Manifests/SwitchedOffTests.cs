namespace LlmPolicy.Tests;

/// <summary>Guards that are not enforced here, and are only switched off: what is not there needs no enforcing.</summary>
public sealed class SwitchedOffTests
{
    [Theory]
    [InlineData("extauth: {disable: true}")]
    [InlineData("extauth: {disable: true, configRef: null}")]
    [InlineData("waf: {disabled: true}")]
    [InlineData("bufferPerRoute: {disabled: true}")]
    [InlineData("extProc: {disabled: true}")]
    [InlineData("extProcEarly: {disabled: yes}")]
    [InlineData("extProcLate: {disabled: true}")]
    [InlineData("dlp: {}")]
    [InlineData("dlp: {enabledFor: ACCESS_LOGS, actions: [{actionType: SSN}]}")]
    [InlineData("extensions: {configs: {}}")]
    public void Loads_on_a_host_and_on_a_route(string option)
    {
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, option)).ShouldBeEmpty();
        Compiling.Diagnostics(Manifest.Route(option)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("includeRequestAttemptCount: false")]
    [InlineData("includeAttemptCountInResponse: false")]
    public void So_does_a_hosts_switch_that_is_off(string option)
    {
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll, option)).ShouldBeEmpty();
    }

    [Fact]
    public void So_does_a_destinations()
    {
        Compiling.Diagnostics(Weighted("extauth: {disable: true}, bufferPerRoute: {disabled: true}")).ShouldBeEmpty();
        Compiling.Diagnostics(Weighted("extauth: {configRef: {name: a, namespace: b}}")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.MissingReference);
    }

    [Theory]
    [InlineData("sslConfig: {sniDomains: []}")]
    [InlineData("sslConfig: {verifySubjectAltName: []}")]
    public void So_does_a_list_of_nobody(string field)
    {
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll).Replace("  virtualHost:", $"  {field}\n  virtualHost:", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("extauth: {customAuth: {}}")]
    [InlineData("waf: {}")]
    [InlineData("waf: {disabled: false}")]
    [InlineData("waf: {disable: true}")]
    [InlineData("waf: {disabled: true, coreRuleSet: {}}")]
    [InlineData("extProc: {overrides: {}}")]
    [InlineData("dlp: {actions: [{actionType: SSN}]}")]
    [InlineData("dlp: {enabledFor: ALL, actions: [{actionType: SSN}]}")]
    [InlineData("extensions: {configs: {a: {}}}")]
    public void Anything_more_is_a_guard_as_before(string option)
    {
        Compiling.Diagnostics(Manifest.Route(option)).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Unenforced);
    }

    [Theory]
    [InlineData("default/one:spec.virtualHost.options.waf", "one")]
    [InlineData("spec.virtualHost.options.waf", "one, two")]
    [InlineData("other/one:spec.virtualHost.options.waf", "")]
    [InlineData("one:spec.virtualHost.options.waf", "")]
    [InlineData("default/one:spec.virtualHost.options.extauth", "")]
    public void What_may_stand_unenforced_may_be_that_of_one_document_alone(string accepted, string documents)
    {
        string manifest = Manifest.Service("one", "a.example", "- directResponseAction: {status: 200}", "waf: {}")
            + Manifest.Service("two", "b.example", "- directResponseAction: {status: 200}", "waf: {}");

        var found = Compiling.Diagnostics(manifest, new() { Unenforced = new HashSet<string> { accepted } });

        found.Select(d => d.Code).ShouldBe([DiagnosticCodes.Unenforced, DiagnosticCodes.Unenforced]);
        string.Join(", ", found.Zip(["one", "two"]).Where(d => d.First.Severity == DiagnosticSeverity.Warning).Select(d => d.Second)).ShouldBe(documents);
    }

    [Theory]
    [InlineData("bufferPerRoute: {buffer: {maxRequestBytes: 1}}")]
    [InlineData("shadowing: {upstream: {name: up, namespace: default}, percentage: 12.5}")]
    [InlineData("retries: {rateLimitedRetryBackOff: {}}")]
    [InlineData("ai: {promptGuard: {}}")]
    public void What_guards_nothing_is_left_out_with_a_warning(string option)
    {
        var found = Compiling.Compile(Manifest.Route(option));

        found.Succeeded.ShouldBeTrue();
        found.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.LeftOut);
    }

    [Theory]
    [InlineData("a.example", 0)]
    [InlineData("a.example, port: 80}, {addr: b.example", 1)]
    public void Which_host_gets_a_request_is_said_to_be_left_out_where_there_are_several(string hosts, int warnings)
    {
        string manifest = Manifest.Route("lbHash: {hashPolicies: [{sourceIp: true}]}").Replace("name: up", "name: other", StringComparison.Ordinal)
            + $"\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: other}}\nspec: {{static: {{hosts: [{{addr: {hosts}, port: 80}}]}}}}\n";

        Compiling.Diagnostics(manifest).Count(d => d.Code == DiagnosticCodes.LeftOut).ShouldBe(warnings);
    }

    [Theory]
    [InlineData("lbHash: {hashPolicies: []}")]
    [InlineData("shadowing: {upstream: {name: up, namespace: default}}")]
    public void Neither_may_stand_on_a_route_that_forwards_nothing(string option)
    {
        Compiling.Compile(Manifest.Service($"- directResponseAction: {{status: 200}}\n  options: {{{option}}}")).Succeeded.ShouldBeFalse();
    }

    private static string Weighted(string options) =>
        Manifest.Service($"- routeAction: {{multi: {{destinations: [{{destination: {{upstream: {{name: up}}}}, weight: 1, options: {{{options}}}}}]}}}}");
}
