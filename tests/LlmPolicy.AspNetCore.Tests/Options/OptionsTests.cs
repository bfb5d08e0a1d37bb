using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.Options;

namespace LlmPolicy.AspNetCore.Tests.Options;

public sealed class OptionsTests
{
    private static readonly string Manifest = TestManifest.Open(TestManifest.Route("prefix: /"));

    [Theory]
    [InlineData("LlmPolicy:RequireRback", "true", "RequireRback")]
    [InlineData("LlmPolicy:TokenCache:Enabled", "on", "true or false")]
    [InlineData("LlmPolicy:TokenCache:Capacity", "many", "a number")]
    [InlineData("LlmPolicy:TokenCache:Capacity", "0", "Enabled to false")]
    [InlineData("LlmPolicy:TokenCache:MaxBytes", "16MB", "a number")]
    [InlineData("LlmPolicy:TokenCache:MaxBytes", "-1", "a number")]
    [InlineData("LlmPolicy:TokenCache:MaxBytes", "65535", "Enabled to false")]
    [InlineData("LlmPolicy:TokenCache:Size", "10", "Capacity")]
    [InlineData("LlmPolicy:RequireRbac", "yes", "true or false")]
    [InlineData("LlmPolicy:Budgets:KeepNames", "yes", "true or false")]
    [InlineData("LlmPolicy:MaskSecrets", "no", "true or false")]
    [InlineData("LlmPolicy:StripUnderscoreTwins", "1", "true or false")]
    [InlineData("LlmPolicy:Manifests", "one.yaml", "LlmPolicy:Manifests:0")]
    [InlineData("LlmPolicy:Manifests:0", "", "Manifests:0")]
    [InlineData("LlmPolicy:Upstreams:default:app", "llm.example", "absolute URL")]
    [InlineData("LlmPolicy:Upstreams:default:app", "ftp://llm.example", "http:// or https://")]
    [InlineData("LlmPolicy:Upstreams:default:app", "https://llm.example/v1", "without path")]
    [InlineData("LlmPolicy:Upstreams:default:app", "https://me:pw@llm.example", "password")]
    [InlineData("LlmPolicy:Upstreams:default", "https://llm.example", "NAMESPACE:NAME")]
    [InlineData("LlmPolicy:Secrets:default:key", "value", "a header is expected")]
    [InlineData("LlmPolicy:Secrets:default:key:x-key", "", "empty")]
    [InlineData("LlmPolicy:Secrets:default:key:x-key", "canary\n", "line break")]
    [InlineData("LlmPolicy:Secrets:default:key:host", "canary", "a name that can't be set")]
    [InlineData("LlmPolicy:SecretFolders:default:key", "", "folder")]
    [InlineData("LlmPolicy:MissingReferences", "ignore", "error or warn is expected")]
    [InlineData("LlmPolicy:RefusalBodies", "json", "envoy or provider is expected")]
    public async Task What_can_not_be_meant_stops_the_start(string key, string value, string told)
    {
        var e = await Should.ThrowAsync<OptionsValidationException>(() => Start(new() { [key] = value }));

        e.Message.ShouldContain(told);
        e.Message.ShouldNotContain("canary");
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var e = await Should.ThrowAsync<OptionsValidationException>(
            () => Start(new() { ["LlmPolicy:RequireRbac"] = "maybe", ["LlmPolicy:Other"] = "x" }));

        e.Failures.Count().ShouldBe(2);
    }

    [Fact]
    public async Task An_upstreams_address_is_taken_from_the_configuration()
    {
        await using var app = await Start(new() { ["LlmPolicy:Upstreams:default:app"] = "http://127.0.0.1:9000" });

        var address = app.Services.GetRequiredService<PolicyStore>().Current.Policy.Upstreams.ShouldHaveSingleItem();
        address.Endpoints.ShouldHaveSingleItem().Port.ShouldBe(9000);
        address.Tls.ShouldBeFalse();
    }

    [Fact]
    public async Task An_underscore_stands_for_a_hyphen()
    {
        string manifest = Manifest.Replace("name: app", "name: my-app", StringComparison.Ordinal);
        await using var app = await Start(new() { ["LlmPolicy:Upstreams:default:my_app"] = "http://127.0.0.1:9000" }, manifest);

        app.Services.GetRequiredService<PolicyStore>().Current.Policy.Upstreams.ShouldHaveSingleItem().Name.ShouldBe(new ResourceName("default", "my-app"));
    }

    [Fact]
    public async Task The_exact_name_comes_before_the_one_with_underscores()
    {
        string manifest = Manifest.Replace("name: app", "name: my-app", StringComparison.Ordinal);
        Dictionary<string, string?> both = new()
        {
            ["LlmPolicy:Upstreams:default:my_app"] = "http://127.0.0.1:9000",
            ["LlmPolicy:Upstreams:default:my-app"] = "http://127.0.0.1:9001",
        };
        await using var app = await Start(both, manifest);

        app.Services.GetRequiredService<PolicyStore>().Current.Policy.Upstreams.ShouldHaveSingleItem().Endpoints[0].Port.ShouldBe(9001);
    }

    [Theory]
    [InlineData("LLMPOLICY:UPSTREAMS:DEFAULT:APP")]
    [InlineData("LLMPOLICY:UPSTREAMS:DEFAULT:MY_APP")]
    [InlineData("llmpolicy:upstreams:Default:My-App")]
    public async Task Names_are_matched_without_regard_to_case(string key)
    {
        string name = key.EndsWith(":APP", StringComparison.Ordinal) ? "app" : "my-app";
        string manifest = Manifest.Replace("name: app", $"name: {name}", StringComparison.Ordinal);
        await using var app = await Start(new() { [key] = "http://127.0.0.1:9000" }, manifest);

        var upstream = app.Services.GetRequiredService<PolicyStore>().Current.Policy.Upstreams.ShouldHaveSingleItem();
        (upstream.Name, upstream.Endpoints[0].Port).ShouldBe((new ResourceName("default", name), 9000));
    }

    [Fact]
    public async Task Names_that_differ_by_case_alone_are_one_and_the_later_counts()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Configuration = new() { ["LLMPOLICY:UPSTREAMS:DEFAULT:APP"] = "http://127.0.0.1:9000" },
            Services = b =>
            {
                b.AddLlmPolicy().AddManifest(Manifest);
                b.Services.AddLlmPolicy(o => o.Upstreams[new ResourceName("default", "app")] = new Uri("http://127.0.0.1:9001"));
            },
        });

        app.Services.GetRequiredService<PolicyStore>().Current.Policy.Upstreams.ShouldHaveSingleItem().Endpoints[0].Port.ShouldBe(9001);
    }

    [Fact]
    public async Task Unenforced_and_RequireRbac_reach_the_compiler()
    {
        string manifest = Manifest.Replace("    domains:", "    options: {waf: {disabled: false}}\n    domains:", StringComparison.Ordinal);
        await Should.ThrowAsync<LlmPolicyException>(() => Start([], manifest));
        await using var app = await Start(
            new() { ["LlmPolicy:Unenforced:0"] = "spec.virtualHost.options.waf", ["LlmPolicy:RequireRbac"] = "true" }, manifest);

        ((int)(await app.Get("/x")).StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task LaxRules_reach_the_compiler()
    {
        var e = await Should.ThrowAsync<LlmPolicyException>(() => Start(new() { ["LlmPolicy:LaxRules:0"] = "no.such-rule" }));

        e.Message.ShouldContain("no.such-rule");
    }

    [Theory]
    [InlineData("AllowWebSockets")]
    [InlineData("AllowExtendedConnect")]
    public async Task What_a_listener_allows_is_on_unless_it_is_switched_off(string name)
    {
        (await Allowed([])).ShouldBeTrue();
        (await Allowed(new() { [$"LlmPolicy:{name}"] = "false" })).ShouldBeFalse();

        async Task<bool> Allowed(Dictionary<string, string?> configuration)
        {
            await using var app = await Start(configuration);
            var options = app.Services.GetRequiredService<PolicyStore>().Current.Options;
            return name == "AllowWebSockets" ? options.AllowWebSockets : options.AllowExtendedConnect;
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task MaskSecrets_is_on_unless_it_is_switched_off(string? set, bool masked)
    {
        await using var app = await Start(set is null ? [] : new() { ["LlmPolicy:MaskSecrets"] = set });

        app.Services.GetRequiredService<PolicyStore>().Current.Options.MaskSecrets.ShouldBe(masked);
    }

    [Fact]
    public async Task The_token_caches_size_is_taken_from_the_configuration()
    {
        await using var app = await Start(new() { ["LlmPolicy:TokenCache:Capacity"] = "100", ["LlmPolicy:TokenCache:MaxBytes"] = "70000" });

        var options = app.Services.GetRequiredService<PolicyStore>().Current.Inputs.Options.TokenCache;
        options.Capacity.ShouldBe(100);
        options.MaxBytes.ShouldBe(70_000);
    }

    [Fact]
    public async Task StrictRules_reach_the_policy()
    {
        await using var usual = await Start([]);
        await using var strict = await Start(new() { ["LlmPolicy:StrictRules:0"] = "target.empty-segments" });

        PolicyRequest request = new() { Method = "GET", Target = "/a//b", Authority = "x" };
        Decide(usual).Outcome.ShouldBe(PolicyOutcome.Forward);
        Decide(strict).Reason.ShouldBe(ReasonCodes.TargetEmptySegments);

        PolicyDecision Decide(TestApp app) =>
            app.Services.GetRequiredService<PolicyStore>().Current.Policy.Evaluate(request, PolicyFacts.None, DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData("LlmPolicy:StrictRules:0", "no.such-rule", "no.such-rule")]
    [InlineData("LlmPolicy:StrictRules:0", "token.size", "switched on and off")]
    public async Task A_strict_rule_that_can_not_be_meant_stops_the_start(string key, string rule, string told)
    {
        var e = await Should.ThrowAsync<LlmPolicyException>(() => Start(new() { [key] = rule, ["LlmPolicy:LaxRules:0"] = "token.size" }));

        e.Message.ShouldContain(told);
    }

    [Theory]
    [InlineData("warn", DiagnosticSeverity.Warning)]
    [InlineData("error", DiagnosticSeverity.Error)]
    public async Task What_is_missing_is_an_error_or_a_warning_as_the_configuration_says(string value, DiagnosticSeverity expected)
    {
        await using var app = await Start(new() { ["LlmPolicy:MissingReferences"] = value });

        app.Services.GetRequiredService<IOptions<LlmPolicyOptions>>().Value.MissingReferences.ShouldBe(expected);
    }

    [Fact]
    public async Task Options_that_are_missing_stop_the_start_unless_the_configuration_says_that_they_may_be()
    {
        string manifest = Manifest.Replace("    routes:", "    optionsConfigRefs: {delegateOptions: [{name: none, namespace: default}]}\n    routes:", StringComparison.Ordinal);

        (await Should.ThrowAsync<LlmPolicyException>(() => Start([], manifest))).Message.ShouldContain(DiagnosticCodes.MissingReference);
        await using var app = await Start(new() { ["LlmPolicy:MissingReferences"] = "warn" }, manifest);
    }

    [Fact]
    public async Task Options_in_code_come_on_top()
    {
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b => b.Services
                .AddLlmPolicy(o => o.Upstreams[new ResourceName("default", "app")] = new Uri("http://127.0.0.1:9000"))
                .AddManifest(Manifest),
        });

        app.Services.GetRequiredService<PolicyStore>().Current.Policy.Upstreams.ShouldHaveSingleItem();
    }

    private static Task<TestApp> Start(Dictionary<string, string?> configuration, string? manifest = null) => TestApp.OnTestServer(new Setup
    {
        Configuration = configuration,
        Services = b =>
        {
            var policy = b.AddLlmPolicy();
            if (!configuration.Keys.Any(k => k.Contains("Manifests", StringComparison.Ordinal)))
            {
                policy.AddManifest(manifest ?? Manifest);
            }
        },
    });
}
