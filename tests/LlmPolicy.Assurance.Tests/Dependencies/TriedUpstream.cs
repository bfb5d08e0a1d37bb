using System.Net;
using System.Net.Sockets;
using static LlmPolicy.Assurance.Dependencies.Fate;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>An upstream that has a fate for each try. No connection is used twice.</summary>
internal sealed class TriedUpstream : IUpstreamDialer, IDecisionObserver, IAsyncDisposable
{
    /// <summary>A call that declares 60 tokens.</summary>
    public const string Ask = """{"model":"m","max_tokens":60}""";

    private const string Used = """{"model":"m","usage":{"prompt_tokens":40,"completion_tokens":60,"total_tokens":100}}""";

    /// <summary>How long a try may take, where that is bounded.</summary>
    public static readonly TimeSpan PerTry = TimeSpan.FromSeconds(7);

    private readonly Signals _signals = new();
    private Queue<string> _fates = [];
    private HostileGateway? _gateway;
    private string _fate = "";
    private volatile bool _isCompleted;

    public TriedUpstream() => Server = new HostileServer(request => MeetAsync(request));

    public HostileServer Server { get; }

    /// <summary>How many tries have not been made.</summary>
    public int Left => _fates.Count;

    /// <summary>Whether all was taken of an answer that has no end.</summary>
    public bool WasTakenForEver { get; private set; }

    /// <summary>What the budget held at each try.</summary>
    public List<BudgetLook> During { get; } = [];

    public void Follow(HostileGateway gateway, string[] fates)
    {
        (_gateway, _fates, _isCompleted) = (gateway, new(fates), false);
        During.Clear();
    }

    /// <summary>A gateway before it, whose budget is counted at one of the places of <see cref="BudgetLook"/>.</summary>
    public Task<HostileGateway> StartAsync(string manifests, TestClock clock, string counted) => HostileGateway.StartAsync(
        [],
        manifests,
        clock,
        services =>
        {
            services.AddSingleton<IUpstreamDialer>(this).AddSingleton<IDecisionObserver>(this);
            BudgetLook.CountAt(counted, services);
        });

    /// <summary>The head of that call.</summary>
    public static string Head(string route) => $"POST {route}/v1/chat/completions HTTP/1.1\nHost: retried.test\nContent-Type: application/json\nContent-Length: {Ask.Length}".Replace("//", "/", StringComparison.Ordinal);

    /// <summary>Waits until a request is over: in the gateway, here, and between them.</summary>
    public async Task OverAsync(string story)
    {
        try
        {
            await _signals.UntilAsync(() => _isCompleted);
            await _gateway!.QuietAsync();
            await Server.IdleAsync();
            await Server.ClosedAsync();
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"It does not end, {story}. The last lines logged were:\n{_gateway!.Logs.Last}");
        }
    }

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        _isCompleted = true;
        _signals.Tell();
    }

    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        _fate = _fates.Dequeue();
        During.Add(await BudgetLook.ReadAsync(_gateway!));
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using TcpListener unread = new(IPAddress.Loopback, 0);
            unread.Start();
            int to = _fate switch { Refused => 1, Unread => ((IPEndPoint)unread.LocalEndpoint).Port, _ => Server.Port };
            await socket.ConnectAsync(IPAddress.Loopback, to, cancellationToken);
            if (_fate == Unread)
            {
                (await unread.AcceptSocketAsync(cancellationToken)).Dispose();
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task MeetAsync(Arrival request)
    {
        const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        switch (_fate)
        {
            case Reset:
                await request.ResetAsync();
                break;
            case ResetInHead:
                await request.SendAsync("HTTP/1.1 200 OK\r\nContent-Le");
                await request.ResetAsync();
                break;
            case Late:
                _gateway!.Clock.Advance(PerTry);
                await request.HoldAsync();
                break;
            case Held:
                await request.HoldAsync();
                break;
            case Endless:
                await request.SendAsync($"{Ok}Transfer-Encoding: chunked\r\n\r\n");
                await SendForEverAsync(request);
                break;
            default:
                await request.SendAsync(_fate switch
                {
                    Unavailable or Conflict or Many or Fault or BadGateway => $"HTTP/1.1 {_fate} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                    HalfHead => "HTTP/1.1 200 OK\r\nContent-Le",
                    NoHttp => "SSH-2.0-x\r\n\r\n",
                    Cut => $"{Ok}Content-Length: {Used.Length}\r\n\r\n{Used[..20]}",
                    _ => $"{Ok}Content-Length: {Used.Length}\r\n\r\n{Used}",
                });
                await request.CloseAsync();
                break;
        }
    }

    private async Task SendForEverAsync(Arrival request)
    {
        try
        {
            await request.SendForEverAsync("4000\r\n" + new string('a', 0x4000) + "\r\n");
        }
        catch (InvalidOperationException)
        {
            WasTakenForEver = true;
        }
    }

    /// <summary>A clock whose short waits are not the test's.</summary>
    public sealed class ImpatientClock : TestClock
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            dueTime > TimeSpan.Zero && dueTime <= TimeSpan.FromMilliseconds(1) ? TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period) : base.CreateTimer(callback, state, dueTime, period);
    }
}
