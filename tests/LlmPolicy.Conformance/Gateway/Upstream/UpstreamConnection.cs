using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LlmPolicy.Conformance.Gateway.Wire;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Gateway.Upstream;

/// <summary>The upstream's side of a connection: plays the steps for each request that comes on it.</summary>
internal sealed class UpstreamConnection(Socket socket, Func<UpstreamVisit> visit)
{
    /// <summary>An echo's body begins so; of one that is cut short no more is recorded.</summary>
    private const string Said = """{"method": "any"}""";

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream _stream = Stream.Null;
    private CancellationToken _stop;

    /// <summary>The connection has been closed.</summary>
    public void End() => _ended.SetResult();

    /// <exception cref="IOException">The gateway has closed the connection.</exception>
    public async Task ServeAsync(Stream stream, CancellationToken stop)
    {
        (_stream, _stop) = (stream, stop);
        HttpReader http = new(new WireBuffer(memory => stream.ReadAsync(memory, _stop)));
        UpstreamVisit? own = null;
        while (await http.ReadLineAsync() is { } line && await http.ReadHeadersAsync() is { } headers)
        {
            UpstreamVisit visited = visit();
            ReceivedRequest request = new(line, headers);
            IReadOnlyList<ScriptStep> steps = visited.Begin(request);
            if (own is null && visited.IsScripted)
            {
                // It ends with its case: what comes next finds no leftovers of a script.
                own = visited;
                own.Own(_ended.Task);
            }

            _stop = visited.Over;
            if (!await PlayAsync(steps, request, http))
            {
                return;
            }

            _stop = own?.Over ?? stop;
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> PlayAsync(IReadOnlyList<ScriptStep> steps, ReceivedRequest request, HttpReader http)
    {
        bool early = steps is [ScriptStep.Early, ..];
        if (!early && !await ReadAsync(request, http))
        {
            return false;
        }

        foreach (ScriptStep step in steps)
        {
            if (!await PlayAsync(step, request))
            {
                return false;
            }
        }

        return !early || await ReadAsync(request, http);
    }

    private static async Task<bool> ReadAsync(ReceivedRequest request, HttpReader http)
    {
        if (await http.ReadBodyAsync(BodyFraming.OfRequest(request.Headers), request.Take) is null)
        {
            return false;
        }

        request.Complete();
        return true;
    }

    private async Task<bool> PlayAsync(ScriptStep step, ReceivedRequest request)
    {
        switch (step)
        {
            case ScriptStep.Wait wait:
                await Task.Delay(wait.Time, _stop);
                return true;
            case ScriptStep.Send send:
                await WriteAsync(string.Concat(Enumerable.Repeat(send.Bytes, send.Times)));
                return true;
            case ScriptStep.Answer answer:
                await WriteAsync(Text(answer, request.Method));
                return true;
            case ScriptStep.Echo when request.Header("upgrade") is { } protocol && IsUpgrade(request):
                await WriteAsync(Upgraded(protocol, request.Header("sec-websocket-key") ?? ""));
                await _stream.CopyToAsync(_stream, _stop);
                return false;
            case ScriptStep.Echo:
                await WriteAsync(Echo(request.Method));
                return true;
            case ScriptStep.Close:
                return false;
            case ScriptStep.Reset:
                // Without a time to linger: RST. The stream would say FIN first.
                socket.Close(0);
                return false;
            default:
                return true;
        }
    }

    private async Task WriteAsync(string bytes) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), _stop);

    private static bool IsUpgrade(ReceivedRequest request) =>
        request.Header("connection")?.Split(',').Any(name => name.Trim(' ', '\t').Equals("upgrade", StringComparison.OrdinalIgnoreCase)) == true;

    private static string Text(ScriptStep.Answer answer, string method)
    {
        string headers = string.Concat(answer.Headers.Select(header => $"{header[0]}: {header[1]}\r\n"));
        string length = answer.Status is 204 or 304 ? "" : $"Content-Length: {answer.Body.Length}\r\n";
        return $"HTTP/1.1 {answer.Status} X\r\n{headers}{length}\r\n{(method == "HEAD" || length.Length == 0 ? "" : answer.Body)}";
    }

    private static string Echo(string method)
    {
        string headers = string.Concat(EchoUpstream.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        return $"HTTP/1.1 {EchoUpstream.Status} OK\r\n{headers}content-length: {Said.Length}\r\n\r\n{(method == "HEAD" ? "" : Said)}";
    }

    /// <summary>RFC 6455, 4.2.2.</summary>
    private static string Upgraded(string protocol, string key)
    {
#pragma warning disable CA5350 // SHA-1 is what the RFC has.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.Latin1.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        return $"HTTP/1.1 101 Switching Protocols\r\nupgrade: {protocol}\r\nconnection: Upgrade\r\nsec-websocket-accept: {accept}\r\nx-upstream: echo\r\n\r\n";
    }
}
