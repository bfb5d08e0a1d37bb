using LlmPolicy.Gateway;
using LlmPolicy.Keys;
using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What many wait for is asked once, and is no one's own: whoever came first may leave, and the others get the answer.</summary>
public sealed class SharedQuestionTests
{
    private static readonly SigningKey Known = SigningKey.Ec();
    private static readonly SigningKey Next = SigningKey.Ec();

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_secret_that_the_first_did_not_wait_for()
    {
        HeldAnswer question = new();
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(
            upstream, string.Join("\n---\n", HostileSource.Service("", 1), Policies.Upstream), services => services.AddSingleton<ISecretSource>(new HeldSecret(question)));
        // The report on what is in force asks first.
        await question.AskedAsync(1);
        (await gateway.AskAsync("GET /0 HTTP/1.1\nHost: plain.test")).Status.ShouldBe(200);
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(LimitsDocument.Value("CachedSecret.Lifetime")));

        await ShouldOutliveTheFirstAsync(gateway, question, "GET /0 HTTP/1.1\nHost: plain.test");
    }

    [Fact]
    public async Task A_key_server_that_the_first_did_not_wait_for()
    {
        HeldAnswer question = new();
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileServer keys = new(async request =>
        {
            int asked = await question.AnsweredAsync(CancellationToken.None);
            await request.SendAsync(asked == 1 ? KeyHolder.AnswerOf("known", Known) : KeyHolder.AnswerOf("next", Next));
        });
        await using HostileGateway gateway = await StartAsync(upstream, Jwt("cacheDuration: 300s, upstreamRef: {name: keys, namespace: default}"), ports: (Policies.KeysHost, keys.Port));
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        gateway.Clock.Advance(Second);

        await ShouldOutliveTheFirstAsync(gateway, question, KeyHolder.Head("next", Next));
    }

    [Fact]
    public async Task A_source_of_keys_that_the_first_did_not_wait_for()
    {
        HeldAnswer question = new();
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(upstream, Jwt(""), services => services.AddSingleton(new NamedJwksSource("p", new HeldKeys(question))));
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        gateway.Clock.Advance(Second);

        await ShouldOutliveTheFirstAsync(gateway, question, KeyHolder.Head("next", Next));
    }

    private static async Task ShouldOutliveTheFirstAsync(HostileGateway gateway, HeldAnswer question, string head)
    {
        int asked = question.Count;
        question.Hold();
        await using (Stream first = await gateway.ConnectAsync())
        {
            await GatewayHost.WriteAsync(first, head);
            await question.AskedAsync(asked + 1).WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        }

        await gateway.QuietAsync().WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
        Task<Answer> second = gateway.AskAsync(head);
        question.Release();

        (await second).Status.ShouldBe(200, gateway.Logs.Last);
        question.Count.ShouldBe(asked + 1);
    }

    private static string Jwt(string more) =>
        string.Join("\n---\n", KeyHolder.Service(more), Policies.Upstream, GatewayManifests.Upstream("keys", $"{{hosts: [{{addr: {Policies.KeysHost}, port: 80}}]}}"));

    private static Task<HostileGateway> StartAsync(HostileServer upstream, string manifests, Action<IServiceCollection>? services = null, params (string Host, int Port)[] ports)
    {
        Dictionary<string, int> all = new() { [Policies.ModelsHost] = upstream.Port };
        foreach ((string host, int port) in ports)
        {
            all[host] = port;
        }

        return HostileGateway.StartAsync(all, manifests, new TestClock(), services, ("LlmPolicy:ReloadInterval", "0"));
    }

    /// <summary>Answers at once, or when the test says so; whoever cancels a question has it ended.</summary>
    private sealed class HeldAnswer
    {
        private readonly Signals _signals = new();
        private volatile TaskCompletionSource _released = Released();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task AskedAsync(int count) => _signals.UntilAsync(() => Count >= count);

        public void Hold() => _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        /// <summary>How often it was asked with this question, once it may be answered.</summary>
        public async Task<int> AnsweredAsync(CancellationToken cancellationToken)
        {
            int count = Interlocked.Increment(ref _count);
            var released = _released;
            _signals.Tell();
            await released.Task.WaitAsync(cancellationToken);
            return count;
        }

        private static TaskCompletionSource Released()
        {
            TaskCompletionSource released = new();
            released.SetResult();
            return released;
        }
    }

    private sealed class HeldSecret(HeldAnswer question) : ISecretSource
    {
        public async ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
        {
            await question.AnsweredAsync(cancellationToken);
            return new HeaderSecret(new Dictionary<string, SecretValue> { ["authorization"] = new("Bearer c4nary") });
        }
    }

    private sealed class HeldKeys(HeldAnswer question) : IJwksSource
    {
        public async ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken) =>
            System.Text.Encoding.ASCII.GetBytes(await question.AnsweredAsync(cancellationToken) == 1 ? KeyHolder.SetOf("known", Known) : KeyHolder.SetOf("next", Next));
    }
}
