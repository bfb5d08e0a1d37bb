using LlmPolicy.Gateway;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A gateway among hostile dependencies: with a clock of the test's own, its log and its connections watched.</summary>
internal sealed class HostileGateway : IAsyncDisposable
{
    /// <summary>What has not come by then never will: a failure, not a measure.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(1);

    private readonly GatewayHost _host;
    private readonly UnderWay _requests;

    private HostileGateway(GatewayHost host, UnderWay requests, TestClock clock, LogWitness logs, HostDialer dialer) =>
        (_host, _requests, Clock, Logs, Dialer) = (host, requests, clock, logs, dialer);

    public TestClock Clock { get; }

    public LogWitness Logs { get; }

    public HostDialer Dialer { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>A gateway whose one Upstream is a server of the test's.</summary>
    public static Task<HostileGateway> StartAsync(HostileServer upstream, string? manifests = null, Action<IServiceCollection>? services = null, params (string, string?)[] settings) =>
        StartAsync(new() { [Policies.ModelsHost] = upstream.Port }, manifests ?? Policies.Gateway, new TestClock(), services, settings);

    public static async Task<HostileGateway> StartAsync(
        Dictionary<string, int> ports, string manifests, TestClock clock, Action<IServiceCollection>? services = null, params (string, string?)[] settings)
    {
        LogWitness logs = new();
        HostDialer dialer = new();
        UnderWay requests = new();
        foreach ((string host, int port) in ports)
        {
            dialer.Ports[host] = port;
        }

        // On a thread of its own: what blocks a start is a failure, and does not hold the test.
        GatewayHost gateway = await Task.Run(() => GatewayHost.StartAsync(
            manifests,
            dialer,
            proxy =>
            {
                proxy.Services.AddSingleton<TimeProvider>(clock).AddSingleton<ILoggerProvider>(logs);
                // Where something hangs that should not, the test has failed by then.
                proxy.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
                services?.Invoke(proxy.Services);
            },
            app => app.Use(requests.CountAsync),
            settings: settings)).WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        return new HostileGateway(gateway, requests, clock, logs, dialer);
    }

    public Task<Stream> ConnectAsync() => _host.ConnectAsync();

    public int Port => _host.Port;

    /// <summary>Sends a request on a connection of its own, and reads its answer: to the end, or as much as is enough.</summary>
    public async Task<Answer> AskAsync(string head, string body = "", long enough = long.MaxValue)
    {
        await using Stream client = await ConnectAsync();
        try
        {
            await GatewayHost.WriteAsync(client, head + "\nConnection: close", body);
        }
        catch (IOException)
        {
            // Answered before it was sent whole.
        }

        return await BoundedAsync(Answer.ReadAsync(client, enough, TestContext.Current.CancellationToken));
    }

    /// <summary>What comes of requests that only wait for the clock: for a timer of this length, however many there are.</summary>
    public async Task<T> PassingAsync<T>(Task<T> waiting, TimeSpan timer, int timers = 1)
    {
        // Others set timers of the same length, a connection's among them. Whoever is late has set his own behind the time that has passed.
        for (int needed = timers; !waiting.IsCompleted; needed = 1)
        {
            Task<TimeSpan> set = Clock.TimersAsync(needed, due => due == timer);
            await await Task.WhenAny(waiting, set);
            if (!waiting.IsCompleted)
            {
                Clock.Advance(timer);
            }
        }

        return await BoundedAsync(waiting);
    }

    /// <summary>Writes other manifests in the place of the ones that were read, and waits until they are in force.</summary>
    /// <param name="manifest">What is written.</param>
    /// <param name="look">How often the gateway looks; no other timer may be as long.</param>
    public async Task TakeOverAsync(string manifest, TimeSpan look)
    {
        PolicyStore store = Services.GetRequiredService<PolicyStore>();
        PolicyGeneration before = store.Current;
        await File.WriteAllTextAsync(before.Options.Manifests[0], manifest, TestContext.Current.CancellationToken);
        for (int looks = 0; store.Current == before; looks++)
        {
            looks.ShouldBeLessThan(10, Logs.Last);
            await LookAsync(look);
        }
    }

    /// <summary>Lets the gateway look at its manifests once, and waits until it has.</summary>
    /// <param name="look">How often it looks; no other timer may be as long.</param>
    public Task LookAsync(TimeSpan look)
    {
        return BoundedAsync(PassAsync());

        async Task<bool> PassAsync()
        {
            await Clock.PassAsync(due => due == look);
            // It waits again once it has read, judged and logged.
            await Clock.TimerAsync(due => due == look);
            return true;
        }
    }

    /// <summary>Waits until all requests are over, in the gateway too.</summary>
    public Task QuietAsync() => _requests.NoneAsync();

    /// <summary>What comes late never comes: a failure that says what was logged.</summary>
    public async Task<T> BoundedAsync<T>(Task<T> waiting)
    {
        try
        {
            return await waiting.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"Nothing came within {GiveUp.TotalSeconds} s. The last lines logged were:\n{Logs.Last}");
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>The requests that the server has and has not done with.</summary>
    private sealed class UnderWay
    {
        private readonly Signals _signals = new();
        private int _count;

        public Task NoneAsync() => _signals.UntilAsync(() => Volatile.Read(ref _count) == 0);

        public async Task CountAsync(HttpContext context, RequestDelegate next)
        {
            Interlocked.Increment(ref _count);
            try
            {
                await next(context);
            }
            finally
            {
                Interlocked.Decrement(ref _count);
                _signals.Tell();
            }
        }
    }
}
