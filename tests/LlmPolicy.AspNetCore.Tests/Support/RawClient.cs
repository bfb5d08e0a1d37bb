using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Sends request lines as they are written: no client library tidies the path.</summary>
internal sealed class RawClient(int port)
{
    public Task<RawResponse> Get(string target, params string[] headerLines) => Send("GET", target, headerLines);

    public Task<RawResponse> Send(string method, string target, params string[] headerLines)
    {
        string lines = string.Concat(headerLines.Select(l => l + "\r\n"));
        return Send(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: app\r\nConnection: close\r\n{lines}\r\n"));
    }

    /// <summary>Sends bytes, and reads until the server hangs up.</summary>
    public async Task<RawResponse> Send(byte[] request)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await socket.SendAsync(request, TestContext.Current.CancellationToken);
        using MemoryStream received = new();
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            {
                received.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            // The server answered a malformed request and hung up.
        }

        return RawResponse.Parse(Encoding.Latin1.GetString(received.ToArray()));
    }
}
