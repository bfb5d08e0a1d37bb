using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.Benchmarks.Gateway.Hostile;

/// <summary>Who is hostile, and how.</summary>
/// <param name="Name">Its row.</param>
/// <param name="Role">The gateway's role.</param>
/// <param name="Upstream">What upstream and key server do to a connection.</param>
/// <param name="ActAsync">What is done until it is stopped.</param>
internal sealed record HostileCase(
    string Name, string Role, Func<Socket, CancellationToken, Task> Upstream, Func<HostileStage, CancellationToken, Task> ActAsync)
{
    private const string Gateway = "llmpolicy";

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("nobody", Gateway, HostileServer.CloseAsync, (_, stop) => Task.Delay(Timeout.Infinite, stop)),
        new("an upstream never answers: 100 requests", Gateway, HostileServer.HoldAsync, (stage, stop) => ManyAsync(100, () => SayAsync(stage, "/x", Read, stop))),
        new("an upstream closes: 4 callers", Gateway, HostileServer.CloseAsync, (stage, stop) => ManyAsync(4, () => SayAsync(stage, "/x", Read, stop))),
        new("answers without end that nobody reads: 20", Gateway, HostileServer.AnswerForEverAsync, (stage, stop) => ManyAsync(20, () => SayAsync(stage, "/x", Hold, stop))),
        new("bodies without end: 4", Gateway, HostileServer.HoldAsync, (stage, stop) => ManyAsync(4, () => SayAsync(stage, "/x", Send, stop, "POST", "Transfer-Encoding: chunked"))),
        new("a key server hangs: 50 callers of keys that are not known", Gateway, HostileServer.HoldAsync, (stage, stop) => ManyAsync(
            50, () => SayAsync(stage, "/", Read, stop, header: $"Authorization: Bearer {LabPolicy.Token}", host: HostileStage.KeyedHost))),
        new("a source of secrets hangs: 20 requests", SilentSource.Role, HostileServer.CloseAsync, (stage, stop) => ManyAsync(20, () => SayAsync(stage, "/secret", Read, stop))),
        new("a pipe among the manifests", Gateway, HostileServer.CloseAsync, async (stage, stop) =>
        {
            await stage.PutPipeAsync();
            await Task.Delay(Timeout.Infinite, stop);
        }),
        new("another 4 MiB of errors each second", Gateway, HostileServer.CloseAsync, async (stage, stop) =>
        {
            for (int i = 0; ; i++)
            {
                await stage.PutNoiseAsync(i);
                // How fast it is written is part of what is measured.
                await Task.Delay(1000, stop);
            }
        }),
    ];

    private static Task ManyAsync(int count, Func<Task> one) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(one)));

    /// <summary>Sends a request, does what the case says, and begins again when it is over.</summary>
    private static async Task SayAsync(HostileStage stage, string target, Func<Socket, CancellationToken, Task> then, CancellationToken stop, string method = "GET", string header = "Accept: */*", string host = HostileStage.Host)
    {
        byte[] head = Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}\r\n\r\n");
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(stage.Address.Host, stage.Address.Port, stop);
                await socket.SendAsync(head, stop);
                await then(socket, stop);
            }
            catch (SocketException)
            {
                // It was refused in the midst of it.
            }
        }
    }

    private static Task Read(Socket socket, CancellationToken stop) => HostileServer.HoldAsync(socket, stop);

    private static Task Hold(Socket socket, CancellationToken stop) => Task.Delay(Timeout.Infinite, stop);

    private static async Task Send(Socket socket, CancellationToken stop)
    {
        byte[] part = Encoding.ASCII.GetBytes($"4000\r\n{new string('a', 0x4000)}\r\n");
        while (true)
        {
            await socket.SendAsync(part, stop);
        }
    }
}
