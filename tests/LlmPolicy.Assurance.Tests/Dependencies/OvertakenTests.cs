using System.Net.Http.Headers;
using LlmPolicy.Gateway;
using LlmPolicy.Manifests;
using Yarp.ReverseProxy.Transforms;
using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>
/// A request that a reload overtakes, wherever it is, ends by the policy that it began with: key, upstream, Host, path, headers, those of its answer. Guard, gateway and outgoing client; the next
/// request goes by the new policy alone.
/// </summary>
[Collection(ManagedMemory.Collection)]
public sealed class OvertakenTests
{
    /// <summary>No other timer is as long.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(0.7);

    private static readonly SigningKey[] Keys = [SigningKey.Ec(), SigningKey.Ec()];

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _held = "";
    private int _fetches;

    /// <summary>Where a request is held while its policy is replaced.</summary>
    [Theory]
    [InlineData("gateway", "its body is read")]
    [InlineData("gateway", "its key is fetched")]
    [InlineData("gateway", "between guard and gateway")]
    [InlineData("gateway", "the app's transform")]
    [InlineData("gateway", "its first try")]
    [InlineData("gateway", "its answer")]
    [InlineData("guard", "its body is read")]
    [InlineData("guard", "its key is fetched")]
    [InlineData("guard", "behind the guard")]
    [InlineData("guard", "its endpoint")]
    [InlineData("call", "its body is read")]
    [InlineData("call", "its key is fetched")]
    [InlineData("call", "its answer")]
    public async Task It_ends_as_it_began(string by, string held)
    {
        _held = held;
        Changing manifests = new(Policy(1));
        TestClock clock = new();
        await using RawUpstream first = new((stream, request) => AnswerAsync(stream, request, "models-1.test"));
        await using RawUpstream second = new((stream, request) => AnswerAsync(stream, request, "models-2.test"));
        await using HostileServer keys = new(PublishAsync);
        HostDialer dialer = new() { Ports = { ["models-1.test"] = first.Port, ["models-2.test"] = second.Port, ["keys.test"] = keys.Port } };
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            "",
            dialer,
            proxy =>
            {
                proxy.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IManifestSource>(manifests);
                proxy.Services.AddHttpClient("chat").AddLlmPolicy("default/plain:v1");
                proxy.AddTransforms(transforms => transforms.AddRequestTransform(_ => new ValueTask(HoldAsync("the app's transform"))));
            },
            app =>
            {
                app.UseRouting();
                app.UseWhen(context => by == "guard" || held == "between guard and gateway", branch => branch.UseLlmPolicy());
                app.Use(async (context, next) =>
                {
                    await HoldAsync(by == "guard" ? "behind the guard" : "between guard and gateway");
                    await next(context);
                });
            },
            app => Map(app, by),
            ("LlmPolicy:ReloadInterval", Look.ToString()));
        PolicyStore store = gateway.Services.GetRequiredService<PolicyStore>();
        await KeyHolder.FetchedAsync(store, 1).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        // A key server is asked again a second later at the earliest.
        clock.Advance(TimeSpan.FromSeconds(1));

        Task<string> overtaken = AskAsync(gateway, Keys[held == "its key is fetched" ? 1 : 0], held == "its body is read" && by != "call");
        await Task.WhenAny(_reached.Task, overtaken).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        overtaken.IsCompleted.ShouldBeFalse(overtaken.IsCompletedSuccessfully ? await overtaken : "");
        await TakeOverAsync(store, manifests, clock);
        _released.SetResult();
        while (!overtaken.IsCompleted)
        {
            // What is sent again is so a moment later.
            await Task.WhenAny(overtaken, clock.PassAsync(due => due < Look / 2));
        }

        (await overtaken).ShouldBe(Expected(by, 1));
        (await AskAsync(gateway, Keys[held == "its key is fetched" ? 1 : 0], isHeld: false)).ShouldBe(Expected(by, 2));
    }

    private static string Expected(string by, int version) => by == "guard"
        ? $"200 {version}: policy {version} of caller"
        : $"200 {version}: models-{version}.test of models-{version}.test: POST /v{version}/v1/chat/completions HTTP/1.1, key-{version}, policy {version} of caller";

    private static string Policy(int version) => string.Join(
        "\n---\n",
        GatewayManifests.Guarded(
            "{jwt: {providers: {p: {issuer: test, claimsToHeaders: [{claim: sub, header: x-user}], jwks: {remote: {url: 'http://keys.test/', upstreamRef: {name: keys, namespace: default}}}}}}}",
            $$"""
            - name: v1
              matchers: [{prefix: /}]
              routeAction: {single: {upstream: {name: models, namespace: default} } }
              options:
                prefixRewrite: /v{{version}}/
                autoHostRewrite: true
                retries: {retryOn: 5xx, numRetries: 2, retryBackOff: {baseInterval: 0.001s} }
                headerManipulation:
                  requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}, {header: {key: x-policy, value: policy {{version}} }, append: false}]
                  responseHeadersToAdd: [{header: {key: x-answered, value: "{{version}}" }, append: false}]
            """).Replace("name: gateway", "name: plain", StringComparison.Ordinal),
        """
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: plain}], rules: [{models: ['gpt*']}]}
        """,
        GatewayManifests.Upstream("models", $"{{hosts: [{{addr: models-{version}.test, port: 80}}]}}"),
        GatewayManifests.Upstream("keys", "{hosts: [{addr: keys.test, port: 80}]}"),
        GatewayManifests.Secret("key", "x-key", $"key-{version}"));

    private void Map(WebApplication app, string by)
    {
        switch (by)
        {
            case "gateway":
                app.MapLlmPolicy();
                break;
            case "guard":
                app.MapPost("/v1/chat/completions", async context =>
                {
                    context.Response.ContentLength = Told(context).Length;
                    await HoldAsync("its endpoint");
                    await context.Response.WriteAsync(Told(context));
                });
                break;
            default:
                app.MapPost("/v1/chat/completions", CallAsync).DisableLlmPolicy();
                // Without it the policy would have nothing to do, which stops a start.
                app.MapGet("/guarded", () => "").RequireLlmPolicy();
                break;
        }
    }

    private static string Told(HttpContext context) => $"{context.Request.Headers["x-policy"]} of {context.Request.Headers["x-user"]}";

    /// <summary>Calls the provider itself.</summary>
    private async Task CallAsync(HttpContext context, IHttpClientFactory clients)
    {
        using HttpRequestMessage call = new(HttpMethod.Post, "http://plain.test/v1/chat/completions") { Content = new HeldContent(this) };
        call.Headers.Authorization = AuthenticationHeaderValue.Parse(context.Request.Headers.Authorization!);
        using HttpResponseMessage answer = await clients.CreateClient("chat").SendAsync(call, context.RequestAborted);
        string body = await answer.Content.ReadAsStringAsync(context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.Headers["x-answered"] = answer.Headers.GetValues("x-answered").ToArray();
        context.Response.ContentLength = body.Length;
        await context.Response.WriteAsync(body);
    }

    /// <summary>Says when the first request has come there, and holds it.</summary>
    private Task HoldAsync(string place)
    {
        if (place != _held || !_reached.TrySetResult())
        {
            return Task.CompletedTask;
        }

        return _released.Task;
    }

    private async Task<string> AskAsync(GatewayHost gateway, SigningKey key, bool isHeld)
    {
        const string Body = """{"model":"gpt-5","messages":[]}""";
        string token = key.Sign($$"""{"alg":"ES256","kid":"{{Array.IndexOf(Keys, key)}}"}""", """{"iss":"test","sub":"caller"}""");
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(
            client, $"POST /v1/chat/completions HTTP/1.1\nHost: plain.test\nAuthorization: Bearer {token}\nContent-Type: application/json\nContent-Length: {Body.Length}{(isHeld ? "\nExpect: 100-continue" : "")}", isHeld ? "" : Body);
        if (isHeld)
        {
            // Whoever asks for the body has begun to decide.
            (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(100);
            await HoldAsync(_held);
            await client.WriteAsync(System.Text.Encoding.Latin1.GetBytes(Body), TestContext.Current.CancellationToken);
        }

        HttpMessage answer = (await HttpMessage.ReadAsync(client, TestContext.Current.CancellationToken).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        return $"{answer.Status} {string.Join(',', answer["x-answered"])}: {answer.Body}";
    }

    /// <summary>An upstream, which says what arrived. The first try of whoever is held there fails.</summary>
    private async Task AnswerAsync(Stream stream, HttpMessage request, string name)
    {
        bool isFirst = !_reached.Task.IsCompleted;
        await HoldAsync("its first try");
        await HoldAsync("its answer");
        string body = $"{name} of {request["host"].Single()}: {request.StartLine}, {string.Join(',', request["x-key"])}, {string.Join(',', request["x-policy"])} of {string.Join(',', request["x-user"])}";
        string status = isFirst && _held == "its first try" ? "503 Unavailable" : "200 OK";
        await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }

    /// <summary>A key server that has the second key only when it is asked a second time.</summary>
    private async Task PublishAsync(Arrival request)
    {
        int asked = Interlocked.Increment(ref _fetches);
        if (asked > 1)
        {
            await HoldAsync("its key is fetched");
        }

        string set = $$"""{"keys":[{{string.Join(',', Keys.Take(asked).Select((key, i) => key.Jwk("\"alg\":\"ES256\"", $"\"kid\":\"{i}\"")))}}]}""";
        await request.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {set.Length}\r\n\r\n{set}");
    }

    private static async Task TakeOverAsync(PolicyStore store, Changing manifests, TestClock clock)
    {
        PolicyGeneration before = store.Current;
        manifests.Text = Policy(2);
        while (store.Current == before)
        {
            await clock.PassAsync(due => due == Look).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
            await clock.TimerAsync(due => due == Look).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Changing(string text) : IManifestSource
    {
        public string Text { get; set; } = text;

        public IEnumerable<ManifestFile> Read() => [new("changing.yaml", Text)];
    }

    /// <summary>A call's body, which the policy reads.</summary>
    private sealed class HeldContent : HttpContent
    {
        private static readonly byte[] Body = [.. """{"model":"gpt-5","messages":[]}"""u8];

        private readonly OvertakenTests _test;

        public HeldContent(OvertakenTests test)
        {
            _test = test;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await _test.HoldAsync("its body is read");
            await stream.WriteAsync(Body);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Body.Length;
            return true;
        }
    }
}
