using System.Collections.Concurrent;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Keys;
using LlmPolicy.Limits;
using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whatever a source of keys of the app's own does: callers whose keys are known pass, nobody else does, it is asked once a second at most, and once it has recovered its keys count.</summary>
public sealed class JwksSourceTests
{
    private const string UpstreamHost = "up.test";
    private const int Flood = 20;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(0.7);
    private static readonly SigningKey Known = SigningKey.Ec();
    private static readonly SigningKey Refused = SigningKey.Ec();
    private static readonly SigningKey Next = SigningKey.Ec();

    private static readonly string Policy = string.Join(
        "\n---\n",
        KeyHolder.Service(),
        GatewayManifests.Upstream("models", $"{{hosts: [{{addr: {UpstreamHost}, port: 80}}]}}"));

    private delegate ValueTask<ReadOnlyMemory<byte>> Fetch(CancellationToken cancellationToken);

    /// <summary>What it may do in place of keys. Where there is room for one, its answer has a good key that must not count.</summary>
    private static readonly Dictionary<string, Fetch> All = new()
    {
        ["hangs"] = async _ =>
        {
            await new TaskCompletionSource().Task;
            return default;
        },
        ["waits until it is cancelled"] = async given =>
        {
            TaskCompletionSource over = new();
            await using CancellationTokenRegistration end = given.Register(() => over.SetCanceled(given));
            await over.Task;
            return default;
        },
        ["throws"] = _ => throw new InvalidOperationException("c4nary"),
        ["throws later"] = async _ =>
        {
            await Task.Yield();
            throw new IOException("c4nary", new InvalidOperationException("c4nary"));
        },
        ["throws what a cancelled call throws"] = _ => throw new OperationCanceledException("c4nary"),
        ["nothing"] = _ => default,
        ["no JSON"] = Bytes(_ => "<html>c4nary</html>"),
        ["half the JSON"] = Bytes(set => set[..^1]),
        ["no keys"] = Bytes(_ => """{"keys":[]}"""),
        ["a list of sets"] = Bytes(set => $"[{set}]"),
        ["JSON 100,000 levels deep"] = Bytes(set => $$"""{"keys":{{new string('[', 100_000)}}{{new string(']', 100_000)}},"more":{{set}}}"""),
        ["a MiB and a byte"] = Bytes(set => set.PadRight((1024 * 1024) + 1)),
    };

    public static TheoryData<string> Faults => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_costs_the_callers_of_keys_that_are_not_known_alone(string fault)
    {
        TestClock clock = new();
        OwnSource source = new(clock, Set("known", Known));
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [UpstreamHost] = upstream.Port }, Policy, clock, services => services.AddSingleton(new NamedJwksSource("p", source)), ("LlmPolicy:ReloadInterval", "0"));
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        source.Answer = All[fault];

        // More often than threads may be held.
        for (int time = 0; time < 3 * LimitsDocument.Value("CallLimit.MostBlocked"); time++)
        {
            gateway.Clock.Advance(Second);
            int arrived = upstream.Arrivals;
            Task<int[]> unknown = Task.WhenAll(Enumerable.Range(0, Flood).Select(i => KeyHolder.StatusAsync(gateway, i % 2 == 0 ? "refused" : $"unknown-{time}-{i}", Refused)));
            (await gateway.BoundedAsync(Task.WhenAll(Enumerable.Range(0, Flood).Select(_ => KeyHolder.StatusAsync(gateway, "known", Known))))).ShouldAllBe(status => status == 200);

            int[] statuses = await gateway.PassingAsync(unknown, CallLimit.Longest, Flood + 2);

            statuses.ShouldAllBe(status => status == 401);
            (upstream.Arrivals - arrived).ShouldBe(Flood);
        }

        source.Pauses.ShouldAllBe(pause => pause >= Second);
        gateway.Logs.Leaks.ShouldBeEmpty();
        source.Answer = _ => new(Set("next", Next));
        int status = 0;
        // A question that was under way is given up first, and the next one is a second behind it.
        for (int time = 0; time < 3 && status != 200; time++)
        {
            gateway.Clock.Advance(CallLimit.Longest);
            status = await gateway.BoundedAsync(KeyHolder.StatusAsync(gateway, "next", Next));
        }

        status.ShouldBe(200, gateway.Logs.Last);
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(401);
    }

    /// <summary>Whoever reads into a buffer of his own uses it again.</summary>
    [Fact]
    public async Task What_it_has_handed_out_is_its_own_to_write_on()
    {
        byte[] buffer = Set("known", Known);
        TestClock clock = new();
        OwnSource source = new(clock, buffer);
        using TempFolder folder = new();
        folder.Write("policy.yaml", Policy);
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [UpstreamHost] = upstream.Port }, "", clock, services => services.AddSingleton(new NamedJwksSource("p", source)),
            ("LlmPolicy:Manifests:0", folder["policy.yaml"]), ("LlmPolicy:ReloadInterval", Look.ToString()));
        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        source.Answer = _ => throw new IOException("c4nary");

        Set("known", Refused).AsSpan().CopyTo(buffer);
        await gateway.TakeOverAsync($"{Policy}\n# changed", Look);

        (await KeyHolder.StatusAsync(gateway, "known", Known)).ShouldBe(200);
        (await KeyHolder.StatusAsync(gateway, "known", Refused)).ShouldBe(401);
    }

    private static Fetch Bytes(Func<string, string> text) => _ => new(System.Text.Encoding.ASCII.GetBytes(text(KeyHolder.SetOf("refused", Refused))));

    private static byte[] Set(string kid, SigningKey key) => System.Text.Encoding.ASCII.GetBytes(KeyHolder.SetOf(kid, key));

    private sealed class OwnSource(TimeProvider clock, byte[] set) : IJwksSource
    {
        private readonly ConcurrentQueue<DateTimeOffset> _questions = new();

        /// <summary>What lay between one question and the next.</summary>
        public IEnumerable<TimeSpan> Pauses => _questions.Zip(_questions.Skip(1), (one, next) => next - one);

        public Fetch Answer { get; set; } = _ => new(set);

        public ValueTask<ReadOnlyMemory<byte>> GetAsync(CancellationToken cancellationToken)
        {
            _questions.Enqueue(clock.GetUtcNow());
            return Answer(cancellationToken);
        }
    }
}
