using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>An upstream that answers before it has read the body, whatever it says of its connection: nobody's next request is sent as the rest of that body.</summary>
public sealed class EarlyAnswerTests
{
    private const int Begun = 5_000;

    /// <summary>What it may say of its connection, and of what stays.</summary>
    private static readonly string[] Lines =
    [
        "", "Connection: keep-alive", "connection:keep-alive", "CONNECTION: Keep-Alive", "Connection:\tkeep-alive", "Connection: ", "Connection: x", "Connection: keep-alive, x", "Connection: x,keep-alive",
        "Connection: keep-alive\r\nConnection: keep-alive", "Connection: x\r\nConnection: keep-alive", "Connection: close", "Connection: close, keep-alive", "Connection: closed", "Connection: \"close\"",
        "Keep-Alive: timeout=5, max=1000", "Connection: keep-alive\r\nKeep-Alive: timeout=5", "Proxy-Connection: keep-alive", "x-connection: close", "X: Connection: close", "Connection-X: close", "Connection: TE", "Connection: Upgrade\r\nUpgrade: h2c",
    ];

    private static readonly string[] Statuses = ["200 OK", "413 Too Large", "401", "503 No"];

    /// <summary>How the body's own length is told.</summary>
    private static readonly string[] Framings = ["Content-Length: 2\r\n\r\nok", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "Content-Length: 0\r\n\r\n"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_request_goes_by_another_connection(bool hasLength)
    {
        await using EarlyUpstream upstream = new();
        await using HostileGateway gateway = await HostileGateway.StartAsync(new() { [Policies.ModelsHost] = upstream.Port }, Policies.Gateway, new TestClock());
        int number = 0;
        foreach (string line in Lines)
        {
            foreach (string status in Statuses)
            {
                string own = line.Length == 0 ? "" : $"{line}\r\n";
                string rest = $"{own}{Framings[number % Framings.Length]}";
                string first = number % 5 == 4 ? "HTTP/1.0" : "HTTP/1.1";
                // An interim answer may say it, too; a head may be longer than a first look; or come in pieces.
                upstream.Answer = (number % 7) switch
                {
                    1 => $"HTTP/1.1 100 Continue\r\n{own}\r\n{first} {status}\r\n{rest}",
                    2 => $"HTTP/1.1 103 Hints\r\n{own}\r\n{first} {status}\r\n{rest}",
                    3 => $"{first} {status}\r\nx-long: {new string('a', 4_000)}\r\n{rest}",
                    _ => $"{first} {status}\r\n{rest}",
                };
                string story = $"case {number}: {upstream.Answer}";
                await AskAsync(gateway, hasLength, story);
                Answer next = await gateway.AskAsync(Policies.Request("GET", $"/next/{number}"));

                (next.Status, next.Body.Contains($"/next/{number}", StringComparison.Ordinal)).ShouldBe((200, true), $"{story}\n{next.Text}");
                number++;
            }
        }

        upstream.Mixed.ShouldBeEmpty();
    }

    /// <summary>A part of the body is sent, and the answer is read.</summary>
    private static async Task AskAsync(HostileGateway gateway, bool hasLength, string story)
    {
        await using Stream client = await gateway.ConnectAsync();
        string part = new('a', Begun);
        await GatewayHost.WriteAsync(
            client,
            Policies.Request("POST", "/early", "plain", "Content-Type: text/plain", hasLength ? $"Content-Length: {10 * Begun}" : "Transfer-Encoding: chunked"),
            hasLength ? part : $"{Begun:x}\r\n{part}\r\n");
        HttpMessage? head = await gateway.BoundedAsync(HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken));
        head.ShouldNotBeNull(story).Status.ShouldBeOneOf(200, 413, 401, 503);
    }

    /// <summary>Answers <c>/early</c> once some of the body is there, and reads on; whatever else comes on that connection is noted.</summary>
    private sealed class EarlyUpstream : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentBag<Task> _serving = [];
        private readonly Task _accepting;

        public EarlyUpstream()
        {
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public volatile string Answer = "";

        /// <summary>Requests that came where the rest of a body was due.</summary>
        public ConcurrentQueue<string> Mixed { get; } = new();

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _accepting;
            await Task.WhenAll(_serving);
            _listener.Stop();
            _stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
                }
            }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException)
            {
            }
        }

        private async Task ServeAsync(Socket socket)
        {
            try
            {
                await using NetworkStream stream = new(socket, ownsSocket: true);
                StringBuilder came = new();
                byte[] buffer = new byte[16 * 1024];
                bool isAnswered = false;
                while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and var read)
                {
                    came.Append(Encoding.Latin1.GetString(buffer, 0, read));
                    string text = came.ToString();
                    if (isAnswered && text.Contains(" /next/", StringComparison.Ordinal))
                    {
                        // By its length it is a part of the body: an answer that would end this client's wait all the same.
                        Mixed.Enqueue($"{text.Split("\r\n")[0]}, and behind it {text[text.IndexOf(" /next/", StringComparison.Ordinal)..].Split("\r\n")[0]} (answered {Answer})");
                        return;
                    }

                    if (!isAnswered && text.Contains("\r\n\r\naaaa", StringComparison.Ordinal) | text.Contains("\r\n\r\n1388\r\n", StringComparison.Ordinal))
                    {
                        isAnswered = true;
                        await stream.WriteAsync(Encoding.Latin1.GetBytes(Answer), _stop.Token);
                    }
                    else if (!isAnswered && text.StartsWith("GET", StringComparison.Ordinal) && text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                    {
                        string target = text.Split(' ', 3)[1];
                        came.Clear();
                        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {target.Length}\r\n\r\n{target}"), _stop.Token);
                    }
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }
}
