using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Manifests;
using LlmPolicy.Status;

namespace LlmPolicy.AspNetCore.Tests.Telemetry;

/// <summary>What generations, key sets and secrets are like, as metrics.</summary>
public sealed class StateMetricsTests
{
    private static readonly TestKey Key = new("one");

    [Fact]
    public async Task A_key_set_tells_its_age_its_keys_and_how_fetches_went_by_provider_and_host()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);
        using var seen = MeterWitness.Of(app.Services);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);

        app.Clock.Advance(TimeSpan.FromSeconds(3));

        var age = seen.Now("llmpolicy.keys.age").ShouldHaveSingleItem();
        (age.Value, age.Words).ShouldBe((3, "a keys.a.example"));
        seen.Now("llmpolicy.keys.count").ShouldHaveSingleItem().Value.ShouldBe(1);
        seen.Now("llmpolicy.keys.stale").ShouldHaveSingleItem().Value.ShouldBe(0);
        seen.Now("llmpolicy.keys.fetches").Select(one => (one.Labels["llmpolicy.result"], one.Value)).ShouldBe([("ok", 1), ("failed", 0)]);
    }

    [Fact]
    public async Task Keys_that_never_came_are_stale_and_have_no_age()
    {
        await using var app = await KeyedApp.WithServersAsync(new(), []);
        await app.FailedAsync();
        using var seen = MeterWitness.Of(app.Services);

        seen.Now("llmpolicy.keys.age").ShouldBeEmpty();
        seen.Now("llmpolicy.keys.stale").ShouldHaveSingleItem().Value.ShouldBe(1);
        seen.Now("llmpolicy.keys.fetches").Select(one => (one.Labels["llmpolicy.result"], one.Value)).ShouldBe([("ok", 0), ("failed", 1)]);
    }

    [Fact]
    public async Task The_generation_in_force_is_one_and_those_before_it_are_none()
    {
        await using var app = await KeyedApp.WithServersAsync(new(), []);
        using var seen = MeterWitness.Of(app.Services);
        var store = app.Services.GetRequiredService<PolicyStore>();
        var reloads = app.Services.GetRequiredService<ReloadHistory>();
        string first = store.Current.Policy.Generation;
        Generations(seen).ShouldBe([(first, 1)]);

        app.Clock.Advance(TimeSpan.FromSeconds(5));
        seen.Now("llmpolicy.generation.age").ShouldHaveSingleItem().Value.ShouldBe(5);
        var next = app.Services.GetRequiredService<PolicyLoader>().Load(store.Current.Inputs with { Manifests = [new ManifestFile("other.yaml", TestManifest.Open(TestManifest.Route("prefix: /")))] });
        store.Replace(next);

        Generations(seen).ShouldBe([(first, 0), (next.Policy.Generation, 1)], ignoreOrder: true);
        seen.Now("llmpolicy.generation.age").ShouldHaveSingleItem().Value.ShouldBe(0);
        reloads.Reject(new LlmPolicyException("no"));
        seen.Now("llmpolicy.generation.outdated").ShouldHaveSingleItem().Value.ShouldBe(1);
        seen.Now("llmpolicy.reloads").Select(one => (one.Words, one.Value)).ShouldBe([("taken_over", 2), ("rejected", 1)]);
    }

    [Fact]
    public async Task A_secret_tells_how_old_it_is()
    {
        TestClock clock = new();
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Configuration = new() { ["LlmPolicy:ReloadInterval"] = "0" },
            Services = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.AddLlmPolicy().AddManifest(TestManifest.Open(TestManifest.Route("prefix: /")), "test.yaml").AddSecretSource<OneSecret>();
            },
        });
        using var seen = MeterWitness.Of(app.Services);
        var secrets = app.Services.GetRequiredService<SecretResolver>();
        var generation = app.Services.GetRequiredService<PolicyStore>().Current;
        await secrets.ResolveAsync(new ResourceName("default", "key"), generation, TestContext.Current.CancellationToken);
        await secrets.ResolveAsync(new ResourceName("default", "unknown"), generation, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(7));

        var age = seen.Now("llmpolicy.secrets.age").ShouldHaveSingleItem();
        (age.Words, age.Value).ShouldBe(("default/key", 7));
    }

    private static (string, double)[] Generations(MeterWitness seen) => [.. seen.Now("llmpolicy.generation.info").Select(one => (one.Words, one.Value))];

    private sealed class OneSecret : ISecretSource
    {
        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) =>
            new(secret.Name == "key" ? new HeaderSecret(new Dictionary<string, SecretValue> { ["Authorization"] = new("Bearer value") }) : null);
    }
}
