using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.Benchmarks.Gateway.Load;

/// <summary>One kept connection: sends the lab's request, reads an answer that tells its length.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly string _authority;

    private LoadConnection(string authority) => _authority = authority;

    public static async Task<LoadConnection> OpenAsync(Uri gateway)
    {
        LoadConnection connection = new(gateway.Authority);
        await connection._socket.ConnectAsync(gateway.Host, gateway.Port);
        return connection;
    }

    /// <summary>Sends one request.</summary>
    /// <returns>The answer's status, read to its end.</returns>
    /// <exception cref="MeasurementException">The answer can't be read, or the connection ended.</exception>
    public async Task<int> SendAsync(string token)
    {
        await _socket.SendAsync(Encoding.ASCII.GetBytes(Request(token)));
        int read = 0;
        while (true)
        {
            int count = await _socket.ReceiveAsync(_buffer.AsMemory(read));
            if (count == 0)
            {
                throw new MeasurementException($"{_authority} ended the connection.");
            }

            read += count;
            int head = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && read >= head + 4 + ContentLength(_buffer.AsSpan(0, head + 2)))
            {
                return int.Parse(_buffer.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private string Request(string token) =>
        $"POST {LabRequest.Path} HTTP/1.1\r\nHost: {_authority}\r\nUser-Agent: {LabRequest.UserAgent}\r\nAccept: */*\r\n"
        + $"Content-Type: {LabRequest.ContentType}\r\nAuthorization: Bearer {token}\r\nContent-Length: {LabRequest.Body.Length}\r\n\r\n{LabRequest.Body}";

    private int ContentLength(ReadOnlySpan<byte> head)
    {
        string text = Encoding.ASCII.GetString(head);
        const string Name = "\r\nContent-Length:";
        int start = text.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            throw new MeasurementException($"{_authority} answered without a length:\n{text}");
        }

        start += Name.Length;
        return int.Parse(text.AsSpan(start, text.IndexOf('\r', start) - start), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
