using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>An upstream over loopback that shows what reached it, and answers as the request's own header <c>x-script</c> says.</summary>
internal sealed class WitnessUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _name;
    private readonly Witness _witness;
    private readonly Task _accepting;

    public WitnessUpstream(string name, Witness witness)
    {
        (_name, _witness) = (name, witness);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        try
        {
            await using NetworkStream transport = new(socket, ownsSocket: true);
            // For reading alone: more may have come than a request.
            BufferedStream stream = new(transport);
            while (await HttpMessage.ReadHeadAsync(stream, _stop.Token) is { } head)
            {
                Seen seen = See(await ReadBodyAsync(stream, head));
                _witness.Add(seen);
                string answer = Answer(seen);
                await transport.WriteAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
                if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    /// <summary>The request with its body; one whose end can't be found arrived all the same.</summary>
    private async Task<HttpMessage> ReadBodyAsync(Stream stream, HttpMessage head)
    {
        try
        {
            return await head.ReadBodyAsync(stream, _stop.Token);
        }
        catch (Exception broken) when (broken is FormatException or OverflowException)
        {
            return head with { Body = "a body without an end" };
        }
    }

    private Seen See(HttpMessage request)
    {
        string target = request.Target;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return new(
            _name, request.StartLine.Split(' ')[0], query < 0 ? target : target[..query], query < 0 ? "" : target[query..], string.Join(',', request["host"]),
            [.. request.Headers.Where(header => !header.Name.Equals("host", StringComparison.OrdinalIgnoreCase))], request.Body);
    }

    private static string Answer(Seen seen)
    {
        string body = Witness.AnswerFor(seen);
        string about = $"cache-control: {Witness.Cacheable}\r\netag: \"one\"\r\ncontent-type: text/plain\r\n{Witness.AnswerHeader}: {body}\r\nx-llmpolicy-decision: forged\r\n";
        return string.Join(',', seen["x-script"]) switch
        {
            "204" => $"HTTP/1.1 204 No Content\r\n{about}content-length: {body.Length}\r\n\r\n{body}",
            "205" => $"HTTP/1.1 205 Reset Content\r\n{about}content-length: {body.Length}\r\n\r\n{body}",
            "101" => $"HTTP/1.1 101 Switching Protocols\r\n{about}upgrade: websocket\r\nconnection: upgrade\r\n\r\n",
            "close" => "",
            "404" => "HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            _ when seen["upgrade"] is ["websocket"] => $"HTTP/1.1 101 Switching Protocols\r\n{about}upgrade: websocket\r\nconnection: upgrade\r\n\r\n",
            _ => $"HTTP/1.1 200 OK\r\n{about}content-length: {body.Length}\r\n\r\n{(seen.Method == "HEAD" ? "" : body)}",
        };
    }
}
