using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Wire;

/// <summary>A client's connection to the gateway: sends pieces while it reads, and says when nothing came for too long.</summary>
internal sealed class ClientConnection : IAsyncDisposable
{
    /// <summary>No case may hold up the run.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _limit = new(Longest);
    private readonly NetworkStream _stream;
    private readonly List<Task> _sending = [];

    private ClientConnection(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        Bytes = new WireBuffer(ReceiveAsync);
    }

    public WireBuffer Bytes { get; }

    /// <summary>How long to wait for more bytes, once all is sent.</summary>
    public TimeSpan Patience { get; set; } = Longest;

    public static async Task<ClientConnection> OpenAsync(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new ClientConnection(socket);
    }

    /// <summary>Sends the pieces, one after another, while it is read. What a connection that has ended does not take is not sent.</summary>
    public void Send(IEnumerable<WirePiece> pieces)
    {
        Task before = _sending.LastOrDefault(Task.CompletedTask);
        _sending.Add(SendAsync(before, pieces));
    }

    public async ValueTask DisposeAsync()
    {
        await _limit.CancelAsync();
        await Task.WhenAll(_sending);
        await _stream.DisposeAsync();
        _limit.Dispose();
    }

    private async Task SendAsync(Task before, IEnumerable<WirePiece> pieces)
    {
        try
        {
            await before;
            foreach (WirePiece piece in pieces)
            {
                await (piece.Pause > TimeSpan.Zero
                    ? Task.Delay(piece.Pause, _limit.Token)
                    : _stream.WriteAsync(Encoding.Latin1.GetBytes(piece.Bytes), _limit.Token).AsTask());
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The gateway has closed the connection, or the case is over.
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> memory)
    {
        using CancellationTokenSource quiet = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        Task<int> reading = _stream.ReadAsync(memory, quiet.Token).AsTask();
        if (!reading.IsCompleted)
        {
            await Task.WhenAny(reading, Task.WhenAll(_sending));
            quiet.CancelAfter(Patience);
        }

        try
        {
            return await reading;
        }
        catch (OperationCanceledException) when (_limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The case was not over after {Longest.TotalSeconds:0} s.");
        }
    }
}
