using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Keys;

namespace LlmPolicy.AspNetCore.Tests.Keys;

/// <summary>Keys that the app supplies in place of a provider's server.</summary>
public sealed class JwksSourceTests
{
    private const string Canary = "canary-of-the-source";
    private static readonly TestKey Key = new("one");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_sources_keys_count_and_the_server_is_not_asked()
    {
        TestKey ofServer = new("of-server");
        await using var server = await KeyServerStub.PublishingAsync(ofServer);
        await using var app = await StartAsync(new JwksSourceStub(Key), new() { ["a.internal"] = server.Port });

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(Second);
        (await app.StatusAsync(ofServer.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        server.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task It_is_of_the_provider_of_its_name_alone()
    {
        await using var server = await KeyServerStub.PublishingAsync(new TestKey("of-server"));
        await using var app = await KeyedApp.WithServersAsync(
            new() { Providers = ["a", "b"] }, new() { ["b.internal"] = server.Port }, policy: policy => policy.AddJwksSource("a", _ => new JwksSourceStub(Key)));

        (await app.StatusAsync(Key.Mint("a"))).ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(Second);
        (await app.StatusAsync(Key.Mint("b"))).ShouldBe(HttpStatusCode.Unauthorized);
        app.Dialer.Dialed.ShouldAllBe(host => host == "b.internal:8443");
    }

    [Fact]
    public async Task It_is_asked_once_more_for_a_key_that_is_new_and_no_more_than_once_a_second_for_one_that_never_comes()
    {
        TestKey added = new("two");
        JwksSourceStub source = new(Key);
        await using var app = await StartAsync(source);
        await app.StatusAsync(Key.Mint());
        source.Answer = _ => new(TestKey.Set(added));
        app.Clock.Advance(Second);

        (await app.StatusAsync(added.Mint())).ShouldBe(HttpStatusCode.OK);
        source.Asked.ShouldBe(2);
        app.Clock.Advance(Second);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        source.Asked.ShouldBe(3);
    }

    [Fact]
    public async Task It_is_asked_again_before_cacheDuration_is_over()
    {
        JwksSourceStub source = new(Key);
        await using var app = await StartAsync(source);
        await app.StatusAsync(Key.Mint());
        source.Answer = _ => new(TestKey.Set(new TestKey("two")));

        await app.RefreshAsync();
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);

        source.Asked.ShouldBe(2);
        app.Clock.Advance(Second);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Where_it_fails_tokens_are_refused_the_last_good_keys_stay_and_only_the_kind_of_failure_is_logged()
    {
        JwksSourceStub source = new(_ => throw new InvalidOperationException(Canary, new HttpRequestException(Canary)));
        await using var app = await StartAsync(source);
        (await app.AnswerAsync(Key.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));

        source.Answer = _ => new(TestKey.Set(Key));
        await app.FailedAsync();
        app.Clock.Advance(2 * Second);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);

        source.Answer = _ => throw new InvalidOperationException(Canary);
        await app.RefreshAsync();
        await app.FailedAsync();
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);

        app.Logs.Named("KeysUnavailable").Select(line => line.Text).ShouldBe(
        [
            $"{app.Source.Position}: keys can't be fetched: its source failed (HttpRequestException); its tokens are refused ",
            $"{app.Source.Position}: keys can't be fetched: its source failed (InvalidOperationException); the last good keys stay, for a day at most ",
        ]);
        app.Logs.Lines.ShouldNotContain(line => line.Text.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_does_not_answer_holds_a_request_for_five_seconds()
    {
        await using var app = await StartAsync(new JwksSourceStub(async cancellation =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return "";
        }));

        var request = app.StatusAsync(Key.Mint());
        await app.Clock.TimersAsync(3, due => due == KeyServer.Limit);
        app.Clock.Advance(KeyServer.Limit);

        (await request).ShouldBe(HttpStatusCode.Unauthorized);
        (await app.Logs.Seen("KeysUnavailable", 1)).Text.ShouldContain("its source did not answer within 5 s");
    }

    [Fact]
    public async Task More_than_a_mebibyte_is_not_read()
    {
        await using var app = await StartAsync(new JwksSourceStub(_ => new(TestKey.Set(Key).PadRight(1024 * 1024 + 1))));

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        app.Logs.Named("KeysUnavailable").ShouldHaveSingleItem().Text.ShouldContain("its source gave more than 1 MiB");
    }

    [Fact]
    public async Task Without_a_provider_of_its_name_the_app_does_not_start()
    {
        (await FailsAsync(new RemoteManifest { Providers = ["a", "b"] }.ToString(), policy => policy.AddJwksSource("A", _ => new JwksSourceStub(Key))))
            .ShouldBe("A source of keys was added for the provider 'A', and no provider of that name has jwks.remote. Those that have: 'a', 'b'.");
    }

    [Fact]
    public async Task Keys_in_the_manifest_are_not_replaced()
    {
        (await FailsAsync(TestManifest.WithJwt(TestManifest.Route("prefix: /")), policy => policy.AddJwksSource("tests", _ => new JwksSourceStub(Key))))
            .ShouldBe("A source of keys was added for the provider 'tests', and no provider of that name has jwks.remote. No provider has.");
    }

    [Fact]
    public async Task Two_sources_for_one_provider_are_one_too_many()
    {
        (await FailsAsync(new RemoteManifest().ToString(), policy => policy.AddJwksSource("a", _ => new JwksSourceStub(Key)).AddJwksSource("a", _ => new JwksSourceStub(Key))))
            .ShouldBe("Two sources of keys were added for the provider 'a'. Which of them counts would be a matter of order: remove one.");
    }

    [Fact]
    public async Task Providers_of_one_name_and_one_server_share_it()
    {
        string manifest = string.Join("\n---\n", Host("one", "https://keys.example/jwks"), Host("two", "https://keys.example/jwks"));
        await using var app = await TestApp.OnTestServer(Guard(manifest, policy => policy.AddJwksSource("p", _ => new JwksSourceStub(Key))));

        (await app.Get("http://one.example/x", Key.Mint())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Get("http://two.example/x", Key.Mint())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Providers_of_one_name_and_different_servers_do_not()
    {
        string manifest = string.Join("\n---\n", Host("one", "https://keys.one.example/jwks"), Host("two", "https://keys.two.example/jwks"));

        (await FailsAsync(manifest, policy => policy.AddJwksSource("p", _ => new JwksSourceStub(Key)))).ShouldBe(
            "A source of keys was added for the provider 'p', and providers of that name have their keys from different places: "
            + "test.yaml(15,41), test.yaml(31,41). Give one of them another name.");
    }

    private static Task<KeyedApp> StartAsync(JwksSourceStub source, Dictionary<string, int>? servers = null) =>
        KeyedApp.WithServersAsync(new(), servers ?? [], policy: policy => policy.AddJwksSource("a", _ => source));

    private static async Task<string> FailsAsync(string manifest, Action<ILlmPolicyBuilder> policy) =>
        (await Should.ThrowAsync<LlmPolicyException>(() => TestApp.OnTestServer(Guard(manifest, policy)))).Message;

    private static Setup Guard(string manifest, Action<ILlmPolicyBuilder> policy) => new()
    {
        Services = builder => policy(builder.AddLlmPolicy().AddManifest(manifest, "test.yaml")),
        Pipeline = app =>
        {
            app.UseLlmPolicy();
            app.MapGet("/x", () => "served");
        },
    };

    private static string Host(string name, string url) => $$$"""
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: {{{name}}}, namespace: default}
        spec:
          virtualHost:
            domains: [{{{name}}}.example]
            routes:
              - matchers: [{prefix: /}]
                routeAction:
                  single:
                    upstream: {name: app, namespace: default}
            options:
              jwt:
                providers:
                  p: {issuer: a, jwks: {remote: {url: '{{{url}}}' } } }
        """;
}
