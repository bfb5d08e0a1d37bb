using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.Benchmarks.Gateway.Hostile;

/// <summary>A server on a bare socket that does one thing to each connection on which something was said.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public HostileServer(Func<Socket, CancellationToken, Task> act)
    {
        _listener.Start();
        _accepting = AcceptAsync(act);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Reads, and says nothing.</summary>
    public static async Task HoldAsync(Socket socket, CancellationToken stop)
    {
        byte[] nowhere = new byte[64 * 1024];
        while (await socket.ReceiveAsync(nowhere, stop) > 0)
        {
        }
    }

    public static Task CloseAsync(Socket socket, CancellationToken stop)
    {
        socket.Close();
        return Task.CompletedTask;
    }

    /// <summary>Answers without an end.</summary>
    public static async Task AnswerForEverAsync(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stop);
        byte[] part = Encoding.ASCII.GetBytes($"4000\r\n{new string('a', 0x4000)}\r\n");
        while (true)
        {
            await socket.SendAsync(part, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> act)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token), act);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, CancellationToken, Task> act)
    {
        try
        {
            using (socket)
            {
                if (await socket.ReceiveAsync(new byte[8 * 1024], _stop.Token) > 0)
                {
                    await act(socket, _stop.Token);
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }
}
