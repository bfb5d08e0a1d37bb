using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmPolicy.AspNetCore.Tests.Hosting;

public sealed class StartTests
{
    private static readonly string Good = TestManifest.Open(TestManifest.Route("prefix: /"));

    [Fact]
    [AbuseCase("C6")]
    public async Task A_policy_that_nothing_asks_stops_the_start_and_names_the_missing_line()
    {
        var e = await StartFails(new Setup
        {
            Services = b => b.AddLlmPolicy().AddManifest(Good),
            Pipeline = a => a.MapGet("/x", () => "open"),
        });

        e.Message.ShouldContain("app.UseLlmPolicy()");
    }

    [Fact]
    [AbuseCase("C6")]
    public async Task A_guarded_endpoint_that_short_circuits_stops_the_start()
    {
        var e = await StartFails(TestApp.Guard(Good, a => a.MapGet("/quick", () => "open").ShortCircuit()));

        e.Message.ShouldContain("/quick");
        e.Message.ShouldContain(".DisableLlmPolicy()");
    }

    [Fact]
    public async Task An_exempt_endpoint_may_short_circuit()
    {
        await using var app = await TestApp.Guarding(Good, a => a.MapGet("/quick", () => "open").ShortCircuit().DisableLlmPolicy());

        (await app.Get("/quick")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_short_circuit_under_RequireLlmPolicy_is_guarded()
    {
        await using var app = await TestApp.Guarding(
            TestManifest.WithJwt(TestManifest.Route("prefix: /")), a => a.MapGet("/quick", () => "open").ShortCircuit().RequireLlmPolicy());

        ((int)(await app.Get("/quick")).StatusCode).ShouldBe(401);
    }

    [Fact]
    public async Task UseLlmPolicy_without_AddLlmPolicy_names_the_missing_line()
    {
        var e = await Should.ThrowAsync<InvalidOperationException>(
            () => TestApp.OnTestServer(new Setup { Services = _ => { }, Pipeline = a => a.UseLlmPolicy() }));

        e.Message.ShouldContain("builder.AddLlmPolicy()");
    }

    [Fact]
    public async Task A_bad_manifest_stops_the_start_and_every_diagnostic_is_printed()
    {
        var e = await StartFails(TestApp.Guard(
            TestManifest.Open("""
                - matchers: [{prefx: /a}]
                  directResponseAction: {status: 200}
                - matchers: [{prefix: /b}]
                  directResponseAction: {stats: 200}
                """),
            _ => { }));

        e.Message.ShouldContain("prefx");
        e.Message.ShouldContain("stats");
        e.Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error).ShouldBeGreaterThanOrEqualTo(2);
        e.Message.Split('\n').Count(l => l.StartsWith("test.yaml(", StringComparison.Ordinal)).ShouldBe(e.Diagnostics.Count);
    }

    [Fact]
    public async Task The_folder_policies_is_read_where_nothing_else_is_said()
    {
        using TempFolder folder = new();
        string root = folder.FullName;
        Directory.CreateDirectory(Path.Combine(root, "policies"));
        await File.WriteAllTextAsync(Path.Combine(root, "policies", "vs.yml"), Good, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(root, "policies", "notes.txt"), "not: a: manifest", TestContext.Current.CancellationToken);

        await using var app = await TestApp.OnTestServer(new Setup { ContentRoot = root });

        app.Logs.Named("Route").ShouldHaveSingleItem().Text.ShouldContain("prefix /");
    }

    [Fact]
    public async Task A_missing_folder_stops_the_start()
    {
        using TempFolder folder = new();
        string root = folder.FullName;

        (await StartFails(new Setup { ContentRoot = root })).Message.ShouldContain("'policies'");
        (await StartFails(new Setup { ContentRoot = root, Configuration = { ["LlmPolicy:Manifests:0"] = "gone.yaml" } })).Message.ShouldContain("'gone.yaml'");
    }

    [Fact]
    public async Task A_folder_without_a_manifest_stops_the_start()
    {
        using TempFolder folder = new();
        string root = folder.FullName;

        (await StartFails(new Setup { ContentRoot = root, Configuration = { ["LlmPolicy:Manifests:0"] = "." } })).Message.ShouldContain("no *.yaml");
    }

    [Fact]
    public async Task Configured_files_and_manifests_from_code_and_from_a_file_provider_come_together()
    {
        using TempFolder folder = new();
        string root = folder.FullName;
        await File.WriteAllTextAsync(Path.Combine(root, "b.yaml"), Named("from-provider", "b.example"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(root, "c.txt"), Named("from-file", "c.example"), TestContext.Current.CancellationToken);

        await using var app = await TestApp.OnTestServer(new Setup
        {
            ContentRoot = root,
            Configuration = { ["LlmPolicy:Manifests:0"] = "c.txt" },
            Services = b => b.AddLlmPolicy().AddManifest(Named("from-code", "a.example")).AddManifests(new PhysicalFileProvider(root)),
        });

        app.Services.GetRequiredService<PolicyStore>().Current.Policy.Routes.Select(r => r.Route.VirtualService.Name)
            .ShouldBe(["from-code", "from-provider", "from-file"], ignoreOrder: true);
    }

    [Fact]
    public async Task Adding_it_twice_changes_nothing()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Configuration = { ["LlmPolicy:LaxRules:0"] = "token.size" },
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(Good);
                b.AddLlmPolicy();
            },
        });

        app.Services.GetRequiredService<IOptions<LlmPolicyOptions>>().Value.LaxRules.ShouldBe(["token.size"]);
        app.Logs.Named("PolicyLoaded").Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_gateway_needs_its_upstreams_and_secrets()
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", """
            headerManipulation:
              requestHeadersToAdd:
                - headerSecretRef: {name: key, namespace: default}
            """));

        var e = await StartFails(new Setup
        {
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(manifest);
                b.Services.PostConfigure<LlmPolicyOptions>(o => o.RequireUpstreams = true);
            },
        });

        e.Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error).ShouldBe(2);
    }

    [Fact]
    public async Task Each_route_is_a_line_in_the_log()
    {
        string manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /llm", """
            headerManipulation:
              requestHeadersToAdd:
                - headerSecretRef: {name: key, namespace: default}
                - headerSecretRef: {name: lost, namespace: default}
            """));
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Configuration =
            {
                ["LlmPolicy:Upstreams:default:app"] = "https://llm.example:8443",
                ["LlmPolicy:Secrets:default:key:x-api-key"] = "canary-of-the-provider",
            },
            Services = b => b.AddLlmPolicy().AddManifest(manifest),
        });

        var line = app.Logs.Named("Route").ShouldHaveSingleItem();
        line.Level.ShouldBe(LogLevel.Information);
        foreach (string part in new[] { "*", "prefix /llm", "tests", "default/app", "https://llm.example:8443", "secret default/key found", "secret default/lost NOT usable" })
        {
            line.Text.ShouldContain(part);
        }

        app.Logs.Lines.ShouldNotContain(l => l.Text.Contains("canary", StringComparison.Ordinal));
    }

    private static string Named(string name, string domain) =>
        TestManifest.Open(TestManifest.Route("prefix: /"), domain).Replace("name: vs", $"name: {name}", StringComparison.Ordinal);

    private static Task<LlmPolicyException> StartFails(Setup setup) => Should.ThrowAsync<LlmPolicyException>(() => TestApp.OnTestServer(setup));
}
