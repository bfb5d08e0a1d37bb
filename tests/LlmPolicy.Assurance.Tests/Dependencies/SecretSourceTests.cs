using LlmPolicy.Limits;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Whatever a source of secrets does: routes without its secret are served, the others answer 503, and neither start nor reload waits.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class SecretSourceTests
{
    private const int Flood = 30;
    private const int Routes = 3;

    private static readonly Ceiling Ceiling = Ceiling.Of("a source of secrets");

    public static TheoryData<string> Faults => [.. Enum.GetNames<SourceFault>()];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Rounds.Of(8))];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_costs_the_routes_with_its_secrets_alone(string name)
    {
        SourceFault fault = Enum.Parse<SourceFault>(name);
        using HostileSource source = new(fault);
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(upstream, source);
        // The report on what is in force asks for all secrets; nobody waits for it.
        await source.AskedAsync(Routes);
        (await OpenAsync(gateway)).ShouldBe(200);
        await LetTimePassAsync(gateway, source, Routes);
        (await StatusesAsync(gateway, source, 1)).ShouldAllBe(status => status == 503);
        long held = ManagedMemory.Held();
        (long logged, int asked, int arrived, var began) = (gateway.Logs.Bytes, source.Questions, upstream.Arrivals, gateway.Clock.GetUtcNow());

        int[] statuses = await StatusesAsync(gateway, source, Flood);

        statuses.ShouldAllBe(status => status == 503);
        (await OpenAsync(gateway)).ShouldBe(200);
        (upstream.Arrivals - arrived).ShouldBe(1);
        // All that come together share a question. One that has failed is no answer: who comes later asks anew.
        (source.Questions - asked).ShouldBeInRange(0, source.Hangs ? Ceiling.Arrivals * (1 + (int)((gateway.Clock.GetUtcNow() - began) / CallLimit.Longest)) : Flood);
        ((gateway.Logs.Bytes - logged) / (1 + Flood)).ShouldBeLessThan(Ceiling.Log, gateway.Logs.Last);
        (await ManagedMemory.StaysAsync(held, Ceiling.Memory)).ShouldBeLessThan(Ceiling.Memory);
        gateway.Logs.Leaks.ShouldBeEmpty();
    }

    /// <summary>A value that a manifest has under the same name is the one of before, or another's: it counts where the source knows of none, and nowhere else.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_it_fails_to_give_is_taken_from_nowhere_else(string name)
    {
        SourceFault fault = Enum.Parse<SourceFault>(name);
        string? arrived = null;
        using HostileSource source = new(fault);
        await using HostileServer upstream = Noting(secret => arrived = secret);
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Policies.ModelsHost] = upstream.Port }, $"{Manifest(1)}\n---\n{Gateway.Manifests.Secret("key-0", "authorization", "Bearer c4nary-former")}", new TestClock(),
            services => services.AddSingleton<ISecretSource>(source), ("LlmPolicy:ReloadInterval", "0"));
        await source.AskedAsync(1);

        int[] statuses = await StatusesAsync(gateway, source, 1);

        (statuses[0], arrived).ShouldBe(fault == SourceFault.KnowsNothing ? (200, "Bearer c4nary-former") : (503, null));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Once_it_has_recovered_its_secrets_are_sent_however_often_it_has_failed(string name)
    {
        SourceFault fault = Enum.Parse<SourceFault>(name);
        string? arrived = null;
        using HostileSource source = new(fault);
        await using HostileServer upstream = Noting(secret => arrived = secret);
        await using HostileGateway gateway = await StartAsync(upstream, source, routes: 1);
        await source.AskedAsync(1);
        await LetTimePassAsync(gateway, source, 1);
        for (int i = 0; i < 3 * LimitsDocument.Value("CallLimit.MostBlocked"); i++)
        {
            (await StatusesAsync(gateway, source, 1)).ShouldBe([503]);
        }

        source.Recover();
        // That it has no such secret was an answer, too.
        gateway.Clock.Advance(TimeSpan.FromMilliseconds(LimitsDocument.Value("CachedSecret.Lifetime")));

        // A thread that was held comes back in its own time.
        (await gateway.BoundedAsync(ServedAsync(gateway))).ShouldBe(200);
        arrived.ShouldBe("Bearer c4nary-sound");
    }

    /// <summary>Withdrawn for good, or there again under another value.</summary>
    [Fact]
    public async Task What_it_does_not_know_any_more_is_not_sent_longer_than_it_was_good_for()
    {
        TimeSpan lifetime = TimeSpan.FromMilliseconds(LimitsDocument.Value("CachedSecret.Lifetime"));
        List<string?> arrived = [];
        TurningSource source = new() { Value = "Bearer c4nary-first" };
        await using HostileServer upstream = Noting(arrived.Add);
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Policies.ModelsHost] = upstream.Port }, Manifest(1), new TestClock(), services => services.AddSingleton<ISecretSource>(source), ("LlmPolicy:ReloadInterval", "0"));
        (await StatusAsync()).ShouldBe(200);

        source.Value = null;
        for (int i = 0; i < 3; i++)
        {
            gateway.Clock.Advance(lifetime);
            (await StatusAsync()).ShouldBe(503);
        }

        source.Value = "Bearer c4nary-next";
        gateway.Clock.Advance(lifetime);
        (await StatusAsync()).ShouldBe(200);
        arrived.ShouldBe(["Bearer c4nary-first", "Bearer c4nary-next"]);

        async Task<int> StatusAsync() => (await gateway.AskAsync("GET /0 HTTP/1.1\nHost: plain.test")).Status;
    }

    /// <summary>A call that blocks holds its thread for good: of those there are few.</summary>
    [Fact]
    public async Task One_that_blocks_holds_no_more_threads_than_its_limit()
    {
        using HostileSource source = new(SourceFault.Blocks);
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(upstream, source, routes: 1);
        await source.AskedAsync(1);
        int most = (int)LimitsDocument.Value("CallLimit.MostBlocked");

        for (int i = 0; i < 3 * most; i++)
        {
            (await StatusesAsync(gateway, source, 1)).ShouldBe([503]);
        }

        source.Questions.ShouldBe(most);
        (await OpenAsync(gateway)).ShouldBe(200);
    }

    /// <summary>The wall clock may be set to anything: what counts is how long a value has been kept.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_value_is_sent_longer_than_it_is_good_for_whatever_the_clock_is_set_to(int seed)
    {
        Random random = new(seed);
        WallClock clock = new();
        CountingSource source = new(clock, expires: seed % 2 == 0);
        string arrived = "";
        await using HostileServer upstream = Noting(secret => arrived = secret!);
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            new() { [Policies.ModelsHost] = upstream.Port }, Manifest(1), clock, services => services.AddSingleton<ISecretSource>(source), ("LlmPolicy:ReloadInterval", "0"));

        for (int i = 0; i < 30; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(random.Next(0, 40)));
            clock.Set(TimeSpan.FromMinutes(random.Next(-600, 600)));
            (await gateway.AskAsync("GET /0 HTTP/1.1\nHost: plain.test")).Status.ShouldBe(200);

            (clock.GetElapsedTime(source.AskedAt(arrived)) <= source.GoodFor).ShouldBeTrue($"seed {seed}, request {i}: {clock.GetElapsedTime(source.AskedAt(arrived))}");
        }
    }

    /// <summary>An upstream that notes which secret came.</summary>
    private static HostileServer Noting(Action<string?> note) => new(request =>
    {
        note(request["authorization"]);
        return request.SendAsync(HostileServer.Ok);
    });

    private static async Task<int> ServedAsync(HostileGateway gateway)
    {
        int status;
        while ((status = (await gateway.AskAsync("GET /0 HTTP/1.1\nHost: plain.test")).Status) == 503)
        {
        }

        return status;
    }

    private static Task<HostileGateway> StartAsync(HostileServer upstream, HostileSource source, int routes = Routes) => HostileGateway.StartAsync(
        new() { [Policies.ModelsHost] = upstream.Port }, Manifest(routes), new TestClock(), services => services.AddSingleton<ISecretSource>(source), ("LlmPolicy:ReloadInterval", "0"));

    /// <summary>What requests with the first secret are answered; each round that only time ends takes five seconds of the clock.</summary>
    private static async Task<int[]> StatusesAsync(HostileGateway gateway, HostileSource source, int count)
    {
        Task<int[]> asking = Task.WhenAll(Enumerable.Range(0, count).Select(async _ => (await gateway.AskAsync("GET /0 HTTP/1.1\nHost: plain.test")).Status));
        if (source.Hangs)
        {
            // Whoever comes late may ask once more.
            for (int i = 0; i < Flood && !asking.IsCompleted; i++)
            {
                await Task.WhenAny(asking, gateway.Clock.TimersAsync(2, due => due == CallLimit.Longest));
                gateway.Clock.Advance(CallLimit.Longest);
            }
        }

        return await gateway.BoundedAsync(asking);
    }

    private static async Task LetTimePassAsync(HostileGateway gateway, HostileSource source, int questions)
    {
        if (source.Hangs)
        {
            await gateway.Clock.TimersAsync(2 * questions, due => due == CallLimit.Longest);
            gateway.Clock.Advance(CallLimit.Longest);
        }

        await gateway.Logs.SeenAsync("Route", 1 + questions);
    }

    private static async Task<int> OpenAsync(HostileGateway gateway) => (await gateway.AskAsync("GET /open HTTP/1.1\nHost: plain.test")).Status;

    private static string Manifest(int routes) => string.Join("\n---\n", HostileSource.Service("", routes), Policies.Upstream);

    /// <summary>A source whose value is changed and withdrawn.</summary>
    private sealed class TurningSource : ISecretSource
    {
        public string? Value { get; set; }

        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) =>
            new(Value is null ? null : new HeaderSecret(new Dictionary<string, SecretValue> { ["authorization"] = new(Value) }));
    }

    /// <summary>A clock whose hands can be set: the time that passes is another thing.</summary>
    private sealed class WallClock : TestClock
    {
        private TimeSpan _off;

        public void Set(TimeSpan off) => _off = off;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _off;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    /// <summary>A source with another value for each question, which is good for a while that it says, or for as long as one that does not say.</summary>
    private sealed class CountingSource(TimeProvider clock, bool expires) : ISecretSource
    {
        private readonly List<long> _asked = [];

        public TimeSpan GoodFor { get; } = expires ? TimeSpan.FromSeconds(100) : TimeSpan.FromMilliseconds(LimitsDocument.Value("CachedSecret.Lifetime"));

        public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
        {
            lock (_asked)
            {
                _asked.Add(clock.GetTimestamp());
                return new(new HeaderSecret(new Dictionary<string, SecretValue> { ["authorization"] = new($"value-{_asked.Count - 1}") }, expires ? clock.GetUtcNow() + GoodFor : null));
            }
        }

        public long AskedAt(string value)
        {
            lock (_asked)
            {
                return _asked[int.Parse(value["value-".Length..], System.Globalization.CultureInfo.InvariantCulture)];
            }
        }
    }
}
