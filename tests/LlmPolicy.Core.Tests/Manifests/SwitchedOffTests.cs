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
        Compiling.Diagnostics(Weighted("extauth: {configRef: {name: a, namespace: b}}")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Unenforced);
    }

    [Theory]
    [InlineData("sslConfig: {sniDomains: []}")]
    [InlineData("sslConfig: {verifySubjectAltName: []}")]
    public void So_does_a_list_of_nobody(string field)
    {
        Compiling.Diagnostics(Manifest.Service(Manifest.ForwardAll).Replace("  virtualHost:", $"  {field}\n  virtualHost:", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("extauth: {}")]
    [InlineData("extauth: {disable: false}")]
    [InlineData("extauth: {disable: 'true'}")]
    [InlineData("extauth: {disable: true, configRef: {name: a, namespace: b}}")]
    [InlineData("extauth: {disabled: true}")]
    [InlineData("extauth: true")]
    [InlineData("waf: {}")]
    [InlineData("waf: {disabled: false}")]
    [InlineData("waf: {disable: true}")]
    [InlineData("waf: {disabled: true, coreRuleSet: {}}")]
    [InlineData("extProc: {overrides: {}}")]
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

    private static string Weighted(string options) =>
        Manifest.Service($"- routeAction: {{multi: {{destinations: [{{destination: {{upstream: {{name: up}}}}, weight: 1, options: {{{options}}}}}]}}}}");
}
