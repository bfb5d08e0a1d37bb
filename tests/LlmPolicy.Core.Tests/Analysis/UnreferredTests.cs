namespace LlmPolicy.Tests;

/// <summary>Parts of manifests that no host leads to: checked like all others, and no reason not to start.</summary>
public sealed class UnreferredTests
{
    private static readonly Dictionary<string, (string Code, string Marked)> Faults = new()
    {
        ["a regex in a table"] = (DiagnosticCodes.Regex, Table("[{matchers: [{regex: §'/(a'}], directResponseAction: {status: 200}}]")),
        ["a path in a table"] = (DiagnosticCodes.Path, Table("[{matchers: [{prefix: §/a//b}], directResponseAction: {status: 200}}]")),
        ["a route without an action in a table"] = (DiagnosticCodes.Action, Table("[§{matchers: [{prefix: /a}]}]")),
        ["an Upstream that nothing defines in a table"] = (DiagnosticCodes.MissingUpstream, Table("[{routeAction: {single: {upstream: §{name: nowhere}}}}]")),
        ["options that a table refers to and that are not there"] = (
            DiagnosticCodes.MissingReference, Table("[{directResponseAction: {status: 200}, optionsConfigRefs: {delegateOptions: [§{name: nowhere, namespace: default}]}}]")),
        ["a rewrite in a table"] = (DiagnosticCodes.Path, Table("[{" + Sound.Forward + ", options: {prefixRewrite: §/a//b}}]")),
        ["a circle of tables"] = (DiagnosticCodes.Delegation, Table("[{matchers: [{prefix: /a}], delegateAction: {ref: {name: t, namespace: default}}}]", "§t")),
        ["keys in a RouteOption"] = (
            DiagnosticCodes.Keys, Beside("RouteOption", "{options: {jwtProvidersStaged: {afterExtAuth: {providers: {p: {audiences: [a], jwks: {local: {key: §nonsense}}}}}}}}")),
        ["a header in a RouteOption"] = (DiagnosticCodes.Header, Beside("RouteOption", "{options: {headerManipulation: {requestHeadersToRemove: [§host]}}}")),
        ["a rewrite in a RouteOption"] = (DiagnosticCodes.Regex, Beside("RouteOption", "{options: {regexRewrite: {pattern: {regex: §'(a'}, substitution: b}}}")),
        ["retries in a VirtualHostOption"] = (DiagnosticCodes.InvalidValue, Beside("VirtualHostOption", "{options: {retries: {retryBackOff: §{maxInterval: 1s}}}}")),
        ["a command in a VirtualHostOption"] = (
            DiagnosticCodes.Substitution, Beside("VirtualHostOption", "{options: {headerManipulation: {requestHeadersToAdd: [{header: {key: x, value: §'%NOPE%'}}]}}}")),
        ["weights of an UpstreamGroup"] = (
            DiagnosticCodes.Action, Beside("UpstreamGroup", "§destinations: [{destination: {upstream: {name: tls}}, weight: 0}]", "gloo.solo.io/v1")),
        ["an Upstream"] = (DiagnosticCodes.UpstreamAddress, Beside("Upstream", "{static: {hosts: [§{addr: a.example}]}}", "gloo.solo.io/v1")),
        ["options that the host's own hide"] = (
            DiagnosticCodes.InvalidValue,
            Sound.Host(Sound.Route("prefix: /"), "retries: {retryOn: 5xx}").Replace("virtualHost:", "virtualHost:\n    optionsConfigRefs: {delegateOptions: [{name: beside, namespace: default}]}", StringComparison.Ordinal)
                + Resource("VirtualHostOption", "{options: {retries: {retryBackOff: §{maxInterval: 1s}}}}")),
        ["a route that its parent leaves out"] = (
            DiagnosticCodes.Regex,
            Sound.Host("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t, namespace: default}}}")
                + "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {name: t}\nspec: {routes: [{matchers: [{regex: §'/(b'}], directResponseAction: {status: 200}}]}\n"),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_is_found_once_where_it_stands_though_nothing_leads_there(string fault)
    {
        var (text, mark) = MarkedText.Parse(Faults[fault].Marked);

        var error = Analyze(text).Where(d => d.Severity == DiagnosticSeverity.Error).ShouldHaveSingleItem();

        (error.Code, error.Position).ShouldBe((Faults[fault].Code, mark), error.Message);
    }

    [Fact]
    public void A_table_that_leads_to_one_that_is_not_there_is_named_as_where_a_host_leads_to_it()
    {
        var (text, mark) = MarkedText.Parse(Table("[{matchers: [{prefix: /a}], delegateAction: §{ref: {name: nowhere, namespace: default}}}]"));

        var warning = Analyze(text).ShouldHaveSingleItem();

        (warning.Code, warning.Severity, warning.Position).ShouldBe((DiagnosticCodes.Delegation, DiagnosticSeverity.Warning, mark));
    }

    [Fact]
    public void A_host_starts_all_the_same()
    {
        foreach (var (name, fault) in Faults.Where(f => f.Value.Code != DiagnosticCodes.UpstreamAddress))
        {
            Compiling.Compile(MarkedText.Parse(fault.Marked).Text).Succeeded.ShouldBeTrue(name);
        }
    }

    [Fact]
    public void A_folder_with_a_RouteTable_alone_is_checked_whole()
    {
        string manifest = """
            apiVersion: gateway.solo.io/v1
            kind: RouteTable
            metadata: {name: t}
            spec:
              routes:
                - {matchers: [{prefix: /a//b}], directResponseAction: {status: 200}}
                - {matchers: [{regex: '/(a'}], directResponseAction: {status: 200}}
                - {matchers: [{prefix: /c}]}
            """;

        Analyze(manifest).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Code).ShouldBe([DiagnosticCodes.Path, DiagnosticCodes.Regex, DiagnosticCodes.Action]);
    }

    [Fact]
    public void What_only_the_host_above_can_tell_is_not_said()
    {
        Analyze(Table("[{matchers: [{methods: [GET]}], directResponseAction: {status: 200}, options: {" + Sound.Rbac + "}}]")).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_sound_and_led_to_is_said_nothing_of()
    {
        Analyze(Sound.Host("- {matchers: [{}], delegateAction: {ref: {name: t, namespace: default}}}")
            + "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {name: t}\nspec: {routes: [{matchers: [{prefix: /a}], directResponseAction: {status: 200}}]}\n").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("VirtualHostOption", "rbac: {policies: {}}", "rbac")]
    [InlineData("RouteOption", "rbac: {policies: {}}", "rbac")]
    [InlineData("VirtualHostOption", "JWT", "jwt")]
    [InlineData("VirtualHostOption", "JWT, rbac: {policies: {}}", "jwt and rbac")]
    [InlineData("RouteOption", "jwtProvidersStaged: {afterExtAuth: {PROVIDERS}}", "jwt")]
    public void A_guard_that_nothing_refers_to_is_named(string kind, string options, string guards)
    {
        var warning = Analyze(Beside(kind, $"{{options: {{{Filled(options)}}}}}")).ShouldHaveSingleItem();

        (warning.Code, warning.Severity).ShouldBe((DiagnosticCodes.UnreferredGuard, DiagnosticSeverity.Warning));
        warning.Message.ShouldContain($"{kind} default/beside");
        warning.Message.ShouldContain($"its {guards} would guard");
    }

    [Theory]
    [InlineData("RouteOption", "jwt: {disable: true}")]
    [InlineData("RouteOption", "rbac: {disable: true}")]
    [InlineData("RouteOption", "prefixRewrite: /a")]
    [InlineData("VirtualHostOption", "retries: {retryOn: 5xx}")]
    public void Options_without_a_guard_are_not(string kind, string options)
    {
        Analyze(Beside(kind, $"{{options: {{{options}}}}}")).ShouldBeEmpty();
    }

    [Fact]
    public void Nor_are_those_that_a_host_or_a_route_refers_to()
    {
        Analyze(Sound.Host(Sound.Route("prefix: /"), Sound.Jwt).Replace("virtualHost:", "virtualHost:\n    optionsConfigRefs: {delegateOptions: [{name: beside, namespace: default}]}", StringComparison.Ordinal)
            + Resource("VirtualHostOption", "{options: {rbac: {policies: {}}}}")).ShouldNotContain(d => d.Code == DiagnosticCodes.UnreferredGuard);
        Analyze(Sound.Host("- {matchers: [{prefix: /}], " + Sound.Forward + ", optionsConfigRefs: {delegateOptions: [{name: beside, namespace: default}]}}", Sound.Jwt)
            + Resource("RouteOption", "{options: {rbac: {policies: {}}}}")).ShouldNotContain(d => d.Code == DiagnosticCodes.UnreferredGuard);
    }

    private static string Filled(string options) => options.Replace("JWT", Sound.Jwt, StringComparison.Ordinal)
        .Replace("PROVIDERS", $"providers: {{{Sound.Provider("p")}}}", StringComparison.Ordinal);

    private static string Table(string routes, string name = "t") =>
        Sound.Host(Sound.Route("prefix: /")) + $"\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {{name: {name}}}\nspec: {{routes: {routes}}}\n";

    private static string Beside(string kind, string spec, string apiVersion = "gateway.solo.io/v1") => Sound.Host(Sound.Route("prefix: /")) + Resource(kind, spec, apiVersion);

    private static string Resource(string kind, string spec, string apiVersion = "gateway.solo.io/v1") =>
        $"\n---\napiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: beside}}\nspec:\n  {spec}\n";

    private static IReadOnlyList<Diagnostic> Analyze(string manifest) =>
        [.. PolicyAnalyzer.Analyze([new ManifestFile(Compiling.File, manifest)]).Where(d => d.Severity != DiagnosticSeverity.Note)];
}
