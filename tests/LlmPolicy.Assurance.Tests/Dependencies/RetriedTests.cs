using System.Net;
using System.Net.Sockets;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>
/// Whatever comes of a request's tries, one after the other: what it takes of a budget stays reserved until all is over, is given back if no try can have been sent, else charged
/// once (docs/budgets.md); and then no connection is left of it.
/// </summary>
[Collection(ManagedMemory.Collection)]
public sealed class RetriedTests
{
    private const string Refused = "connection refused";
    private const string Unread = "closed before anything is read";
    private const string Reset = "reset behind the request";
    private const string Unavailable = "503";
    private const string Half = "a head that breaks off";
    private const string HalfReset = "reset in the head";
    private const string NoHttp = "no HTTP";
    private const string Conflict = "409";
    private const string Many = "429";
    private const string Fault = "500";
    private const string BadGateway = "502";
    private const string Late = "nothing until the try's time is over";
    private const string Held = "nothing until the client leaves";
    private const string Whole = "200 and what it used";
    private const string Cut = "200, cut";
    private const string Endless = "200 without an end, until the client leaves";

    private const string Gone = "the client leaves before the next try";

    private const string Ask = """{"model":"m","max_tokens":60}""";
    private const string Used = """{"model":"m","usage":{"prompt_tokens":40,"completion_tokens":60,"total_tokens":100}}""";
    private const int Retries = 2;

    private static readonly TimeSpan PerTry = TimeSpan.FromSeconds(7);

    /// <summary>Where it is counted: in the store, or here while that is away.</summary>
    private const string InTheStore = "in the store";

    private const string Here = "here";

    private static readonly string Manifests = string.Join(
        "\n---\n",
        Policies.Service(
            "retried", "{}",
            Gateway.Manifests.Route("/timed", options: $"retries: {{retryOn: 5xx, numRetries: {Retries}, perTryTimeout: {PerTry.TotalSeconds}s, retryBackOff: {{baseInterval: 0.001s, maxInterval: 0.001s}}}}"),
            Gateway.Manifests.Route("/waiting", options: $"retries: {{retryOn: 5xx, numRetries: {Retries}, retryBackOff: {{baseInterval: 1000s, maxInterval: 1000s}}}}"),
            Gateway.Manifests.Route("/", options: $"retries: {{retryOn: 5xx, numRetries: {Retries}, retryBackOff: {{baseInterval: 0.001s, maxInterval: 0.001s}}}}")),
        BudgetLook.Budget("retried", tokens: 1_000_000),
        Policies.Upstream);

    private static string[] Retried(string route) => route == "/timed" ? [Refused, Unread, Reset, Unavailable, Late] : [Refused, Unread, Reset, Unavailable];

    [Theory]
    [InlineData("/", InTheStore)]
    [InlineData("/", Here)]
    [InlineData("/timed", InTheStore)]
    public async Task Whatever_its_tries_come_to_it_is_charged_once_for_what_can_have_been_sent_and_is_over(string route, string counted)
    {
        await using TriedUpstream upstream = new();
        await using HostileGateway gateway = await StartAsync(upstream, new ImpatientClock(), counted);
        foreach (string[] tries in Whatever(route))
        {
            string story = $"{route}: {string.Join("; ", tries)}";
            var before = await BudgetLook.ReadAsync(gateway);
            upstream.Follow(gateway, tries);
            bool leaves = tries[^1] is Held or Endless;

            Answer answer = leaves ? await LeaveAsync(gateway, upstream, route, tries) : await gateway.AskAsync(Head(route), Ask);

            await OverAsync(gateway, upstream, story);
            if (!leaves)
            {
                (answer.Status, answer.IsWhole).ShouldBe((tries[^1] is Whole or Cut ? 200 : tries[^1] == Late ? 504 : 503, tries[^1] != Cut), story);
            }

            await ShouldBeChargedAsync(gateway, upstream, before, tries, story);
        }
    }

    /// <summary>Between two tries a request waits, and is no less under way.</summary>
    [Theory]
    [InlineData(InTheStore)]
    [InlineData(Here)]
    public async Task A_client_that_leaves_between_two_tries_is_charged_once_for_what_can_have_been_sent_and_is_over(string counted)
    {
        await using TriedUpstream upstream = new();
        await using HostileGateway gateway = await StartAsync(upstream, new TestClock(), counted);
        foreach (string[] tries in InEveryOrder(Retried("/waiting"), 1).Concat(InEveryOrder(Retried("/waiting"), Retries)))
        {
            string story = $"/waiting: {string.Join("; ", tries)}";
            var before = await BudgetLook.ReadAsync(gateway);
            upstream.Follow(gateway, tries);
            await using (Stream client = await gateway.ConnectAsync())
            {
                await GatewayHost.WriteAsync(client, Head("/waiting"), Ask);
                for (int i = 1; i < tries.Length; i++)
                {
                    await gateway.Clock.PassAsync(IsBackOff);
                }

                await gateway.Clock.TimerAsync(IsBackOff);
            }

            await OverAsync(gateway, upstream, story);
            await ShouldBeChargedAsync(gateway, upstream, before, [.. tries, Gone], story);
        }

        // A random part of an interval; whatever else waits, waits for whole seconds.
        static bool IsBackOff(TimeSpan due) => due > TimeSpan.Zero && due.Ticks % TimeSpan.TicksPerSecond != 0;
    }

    /// <summary>What may become of a first try.</summary>
    private static readonly string[] First = [Refused, Unread, Reset, Half, HalfReset, NoHttp, Unavailable, BadGateway, Fault, Conflict, Many, Whole, Cut];

    /// <summary>The words of <c>retryOn</c> and what each asks for, by docs/fields.md and docs/gateway.md: what only asks where nothing was sent never sends twice.</summary>
    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["connect-failure"] = [Refused],
        ["reset-before-request"] = [Refused],
        ["reset"] = [Refused, Unread, Reset, Half, HalfReset, NoHttp],
        ["5xx"] = [Refused, Unread, Reset, Half, HalfReset, NoHttp, Unavailable, BadGateway, Fault],
        ["gateway-error"] = [Refused, Unread, Reset, Half, HalfReset, NoHttp, Unavailable, BadGateway],
        ["retriable-4xx"] = [Conflict],
        ["retriable-status-codes"] = [Many, Fault],
        ["envoy-ratelimited"] = [],
        ["cancelled"] = [],
        ["deadline-exceeded"] = [],
        ["internal"] = [],
        ["resource-exhausted"] = [],
        ["unavailable"] = [],
        ["refused-stream"] = [],
        ["retriable-headers"] = [],
        ["http3-post-connect-failure"] = [],
        ["connect-failure,reset-before-request"] = [Refused],
        ["connect-failure,retriable-4xx"] = [Refused, Conflict],
        ["unavailable,connect-failure"] = [Refused],
        ["another-word,connect-failure"] = [Refused],
    };

    public static TheoryData<string> RetryOn => [.. Words.Keys];

    [Theory]
    [MemberData(nameof(RetryOn))]
    public async Task It_is_sent_again_where_a_word_of_the_route_asks_for_it_and_given_back_only_if_it_can_not_have_been_sent(string words)
    {
        string manifests = string.Join(
            "\n---\n",
            Policies.Service("retried", "{}", Gateway.Manifests.Route("/", options: $"retries: {{retryOn: '{words}', retriableStatusCodes: [429, 500], numRetries: {Retries}, retryBackOff: {{baseInterval: 0.001s, maxInterval: 0.001s}}}}")),
            BudgetLook.Budget("retried", tokens: 1_000_000),
            Policies.Upstream);
        await using TriedUpstream upstream = new();
        await using HostileGateway gateway = await StartAsync(upstream, new ImpatientClock(), InTheStore, manifests);
        foreach (string first in First)
        {
            foreach (string second in (string[])[Whole, Refused])
            {
                string[] all = [first, second, Whole];
                string[] tries = !Words[words].Contains(first) ? all[..1] : !Words[words].Contains(second) ? all[..2] : all;
                string story = $"{words}: {string.Join("; ", tries)}";
                var before = await BudgetLook.ReadAsync(gateway);
                upstream.Follow(gateway, all);

                Answer answer = await gateway.AskAsync(Head("/"), Ask);

                await OverAsync(gateway, upstream, story);
                upstream.Left.ShouldBe(all.Length - tries.Length, story);
                string last = tries[^1];
                answer.Status.ShouldBe(last switch { Whole or Cut => 200, Half or HalfReset or NoHttp => answer.Status is 502 or 503 ? answer.Status : 0, Conflict or Many or Fault or BadGateway => int.Parse(last, System.Globalization.CultureInfo.InvariantCulture), _ => 503 }, story);
                var after = await BudgetLook.ReadAsync(gateway);
                bool canHaveBeenSent = tries.Any(fate => fate != Refused);
                long tokens = !canHaveBeenSent || last is Unavailable or Conflict or Many or Fault or BadGateway ? 0 : last == Whole ? 100_000 : upstream.During[0].TokensReserved;
                after.ShouldBe(new BudgetLook(before.Tokens + tokens, 0, before.Requests + (canHaveBeenSent ? 1 : 0), 0, 0), story);
            }
        }
    }

    private static IEnumerable<string[]> Whatever(string route)
    {
        string[] last = [Held, Whole, Cut, Endless];
        foreach (string[] before in Enumerable.Range(0, Retries + 1).SelectMany(count => InEveryOrder(Retried(route), count)))
        {
            foreach (string end in before.Length < Retries ? last : [.. Retried(route), .. last])
            {
                yield return [.. before, end];
            }
        }
    }

    private static IEnumerable<string[]> InEveryOrder(string[] fates, int count) =>
        count == 0 ? [[]] : from rest in InEveryOrder(fates, count - 1) from fate in fates select (string[])[.. rest, fate];

    private static Task<HostileGateway> StartAsync(TriedUpstream upstream, TestClock clock, string counted, string? manifests = null) => HostileGateway.StartAsync(
        [],
        manifests ?? Manifests,
        clock,
        services =>
        {
            services.AddSingleton<IUpstreamDialer>(upstream).AddSingleton<IDecisionObserver>(upstream);
            if (counted == Here)
            {
                services.AddSingleton<IBudgetStore>(new AbsentStore(_ => new(AbsentStore.Unavailable)));
            }
        });

    private static string Head(string route) => $"POST {route}/v1/chat/completions HTTP/1.1\nHost: retried.test\nContent-Type: application/json\nContent-Length: {Ask.Length}".Replace("//", "/", StringComparison.Ordinal);

    /// <summary>Goes once the last try has arrived; of an answer, once some of it is there.</summary>
    private static async Task<Answer> LeaveAsync(HostileGateway gateway, TriedUpstream upstream, string route, string[] tries)
    {
        int arrived = upstream.Server.Arrivals + tries.Count(fate => fate is not (Refused or Unread));
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Head(route), Ask);
        await gateway.BoundedAsync(upstream.Server.ArrivedAsync(arrived).ContinueWith(_ => true, TaskScheduler.Default));
        return await gateway.BoundedAsync(Answer.ReadAsync(client, tries[^1] == Endless ? 1 : 0, TestContext.Current.CancellationToken));
    }

    private static async Task OverAsync(HostileGateway gateway, TriedUpstream upstream, string story)
    {
        try
        {
            await upstream.CompletedAsync();
            await gateway.QuietAsync();
            await upstream.Server.IdleAsync();
            await upstream.Server.ClosedAsync();
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"It does not end, {story}. The last lines logged were:\n{gateway.Logs.Last}");
        }
    }

    private static async Task ShouldBeChargedAsync(HostileGateway gateway, TriedUpstream upstream, BudgetLook before, string[] tries, string story)
    {
        upstream.Left.ShouldBe(0, story);
        upstream.WasTakenForEver.ShouldBeFalse(story);
        foreach (var during in upstream.During)
        {
            // It stays as it was reserved, through all tries: the 60 that it declares, and what its input may be.
            during.ShouldBe(new BudgetLook(before.Tokens, upstream.During[0].TokensReserved, before.Requests, 1, 1), story);
            during.TokensReserved.ShouldBeGreaterThan(60_000, story);
        }

        bool canHaveBeenSent = tries.Any(fate => fate is not (Refused or Gone));
        long tokens = !canHaveBeenSent || tries[^1] == Unavailable ? 0 : tries[^1] == Whole ? 100_000 : upstream.During[0].TokensReserved;
        (await BudgetLook.ReadAsync(gateway)).ShouldBe(new BudgetLook(before.Tokens + tokens, 0, before.Requests + (canHaveBeenSent ? 1 : 0), 0, 0), story);
    }

    /// <summary>A clock whose short waits are not the test's.</summary>
    private sealed class ImpatientClock : TestClock
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            dueTime > TimeSpan.Zero && dueTime <= TimeSpan.FromMilliseconds(1) ? TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period) : base.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>An upstream that has a fate for each try. No connection is used twice.</summary>
    private sealed class TriedUpstream : IUpstreamDialer, IDecisionObserver, IAsyncDisposable
    {
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

        public Task CompletedAsync() => _signals.UntilAsync(() => _isCompleted);

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
                case HalfReset:
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
                        Half => "HTTP/1.1 200 OK\r\nContent-Le",
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
    }
}
