using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>Sends recorded requests as they were sent: byte by byte over a socket, with <c>Connection: close</c>.</summary>
internal sealed class RawClient(int port)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public async Task<Answer> SendAsync(CaseRequest request)
    {
        using CancellationTokenSource limit = new(Limit);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await using NetworkStream stream = new(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(Text(request)), limit.Token);

        HttpStream http = new(stream);
        string line = await http.ReadFirstLineAsync(limit.Token) ?? throw new EndOfStreamException("No answer came.");
        IReadOnlyList<HeaderField> headers = await http.ReadHeadersAsync(limit.Token);
        string body = request.Method == "HEAD" ? "" : await http.ReadBodyAsync(headers, limit.Token);
        return new Answer(int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), headers, body, null);
    }

    private static string Text(CaseRequest request)
    {
        StringBuilder text = new($"{request.Method} {request.Target} HTTP/1.1\r\n");
        foreach (IReadOnlyList<string> header in request.Headers)
        {
            text.Append($"{header[0]}: {header[1]}\r\n");
        }

        if (request.Body is { } body)
        {
            text.Append($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        }

        return text.Append($"Connection: close\r\n\r\n{request.Body}").ToString();
    }
}
