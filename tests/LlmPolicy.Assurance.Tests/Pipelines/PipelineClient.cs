using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Sends requests as they are written, over one connection as long as it is kept.</summary>
internal sealed class PipelineClient(int port) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private NetworkStream? _transport;
    private BufferedStream? _connection;

    /// <summary>Whether an answer that was waited for did not come.</summary>
    public bool IsHung { get; private set; }

    /// <summary>Sends a request and reads the answer, its body decoded. Null: the connection ended without one, or none came.</summary>
    public async Task<HttpMessage?> SendAsync(PipelineRequest request, int number)
    {
        bool isKept = _connection is not null;
        HttpMessage? answer = await TrySendAsync(request, number);
        // The server may have ended the connection behind the answer before.
        return answer is null && isKept && !IsHung ? await TrySendAsync(request, number) : answer;
    }

    private async Task<HttpMessage?> TrySendAsync(PipelineRequest request, int number)
    {
        _connection ??= await ConnectAsync();
        try
        {
            await _transport!.WriteAsync(request.Render(number), TestContext.Current.CancellationToken);
            HttpMessage? answer = await ReadAsync(_connection, request.Method).WaitAsync(Patience, TestContext.Current.CancellationToken);
            // What the server takes for the rest of a body may be the next request.
            if (answer is null or { Status: 101 } || request.HasManyEnds || answer["connection"].Any(line => line.Contains("close", StringComparison.OrdinalIgnoreCase)))
            {
                await CloseAsync();
            }

            return answer;
        }
        catch (Exception e) when (e is IOException or TimeoutException or FormatException or OverflowException)
        {
            IsHung |= e is TimeoutException;
            await CloseAsync();
            return null;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<BufferedStream> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        return new BufferedStream(_transport = new NetworkStream(socket, ownsSocket: true));
    }

    private async ValueTask CloseAsync()
    {
        _connection = null;
        if (_transport is { } transport)
        {
            // The stream around it would wait for a read that is under way.
            _transport = null;
            await transport.DisposeAsync();
        }
    }

    private static async Task<HttpMessage?> ReadAsync(Stream stream, string method)
    {
        HttpMessage? head = await HttpMessage.ReadHeadAsync(stream, TestContext.Current.CancellationToken);
        if (head is null || method == "HEAD" || head.Status is 101 or 204 or 304)
        {
            return head;
        }

        HttpMessage answer = await head.ReadBodyAsync(stream, TestContext.Current.CancellationToken);
        return answer["content-encoding"] is ["gzip"] ? answer with { Body = Unzipped(answer.Body) } : answer;
    }

    public static string Unzipped(string body)
    {
        using GZipStream zipped = new(new MemoryStream(Encoding.Latin1.GetBytes(body)), CompressionMode.Decompress);
        using StreamReader reader = new(zipped, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
