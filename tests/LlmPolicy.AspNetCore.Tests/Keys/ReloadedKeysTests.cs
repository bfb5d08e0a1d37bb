using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Connections;
using LlmPolicy.Manifests;

namespace LlmPolicy.AspNetCore.Tests.Keys;

/// <summary>What becomes of fetched keys when the manifests change.</summary>
public sealed class ReloadedKeysTests
{
    private static readonly TestKey Key = new("one");

    [Theory]
    [InlineData("a.internal", HttpStatusCode.OK)]
    [InlineData("other.internal", HttpStatusCode.Unauthorized)]
    public async Task Keys_stay_while_their_server_is_down_unless_they_are_to_come_from_another_one(string address, HttpStatusCode expected)
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        LoopbackDialer dialer = new();
        dialer.Ports["a.internal"] = dialer.Ports["other.internal"] = server.Port;
        Changing manifests = new(new RemoteManifest().ToString());
        await using var app = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<IUpstreamDialer>(dialer).AddSingleton<IManifestSource>(manifests);
            builder.AddLlmPolicy();
        });
        (await app.Get("/x", Key.Mint())).StatusCode.ShouldBe(HttpStatusCode.OK);

        server.Answer = KeyServerStub.Document("", status: 503);
        manifests.Text = manifests.Text.Replace("a.internal", address, StringComparison.Ordinal) + "\n# changed\n";
        await app.Logs.Seen("PolicyLoaded", 2);

        (await app.Get("/x", Key.Mint())).StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_fetched_and_what_failed_is_counted_over_reloads(bool answers)
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        if (!answers)
        {
            server.Answer = KeyServerStub.Document("", status: 503);
        }

        LoopbackDialer dialer = new();
        dialer.Ports["a.internal"] = server.Port;
        Changing manifests = new(new RemoteManifest().ToString());
        await using var app = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<IUpstreamDialer>(dialer).AddSingleton<IManifestSource>(manifests);
            builder.AddLlmPolicy();
        });
        (await app.Get("/x", Key.Mint())).StatusCode.ShouldBe(answers ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);

        for (int reloads = 1; reloads <= 3; reloads++)
        {
            manifests.Text += "\n# changed\n";
            await app.Logs.Seen("PolicyLoaded", reloads + 1);

            var status = app.Services.GetRequiredService<PolicyStore>().Current.RemoteKeys.Status.ShouldHaveSingleItem();
            status.Fetches.ShouldBeGreaterThanOrEqualTo(1);
            status.Failures.ShouldBe(answers ? 0 : status.Fetches);
        }
    }

    [Fact]
    public async Task A_policy_that_lacks_the_provider_of_a_source_is_not_taken_over()
    {
        Changing manifests = new(new RemoteManifest().ToString());
        await using var app = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<IManifestSource>(manifests);
            builder.AddLlmPolicy().AddJwksSource("a", _ => new JwksSourceStub(Key));
        });
        (await app.Get("/x", Key.Mint())).StatusCode.ShouldBe(HttpStatusCode.OK);

        manifests.Text = new RemoteManifest { Providers = ["b"] }.ToString();

        (await app.Logs.Seen("PolicyNotReloaded", 1)).Text.ShouldContain("A source of keys was added for the provider 'a', and no provider of that name has jwks.remote. Those that have: 'b'.");
        (await app.Get("/x", Key.Mint())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<TestApp> StartAsync(Action<WebApplicationBuilder> services) => TestApp.OnTestServer(new Setup
    {
        Configuration = new() { ["LlmPolicy:ReloadInterval"] = "00:00:00.010" },
        Services = services,
        Pipeline = pipeline =>
        {
            pipeline.UseLlmPolicy();
            pipeline.MapGet("/x", () => "served");
        },
    });

    private sealed class Changing(string text) : IManifestSource
    {
        public string Text { get; set; } = text;

        public IEnumerable<ManifestFile> Read() => [new("changing.yaml", Text)];
    }
}
