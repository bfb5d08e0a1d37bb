using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A request that has arrived at a server, and what the server may do to it.</summary>
internal sealed class Arrival(NetworkStream connection, string request, HostileServer.RequestReader rest, CancellationToken stopped)
{
    /// <summary>What sockets hold, and some: of chunks of a byte each six.</summary>
    private const long MostTaken = 128 * 1024 * 1024;

    /// <summary>The request as it stood on the wire; of a body what has a length.</summary>
    public string Text => request;

    public string Target => request.Split(' ', 3)[1];

    /// <summary>The first value of a header; null: there is none.</summary>
    public string? this[string name] => Header(request, name);

    public static string? Header(string head, string name) => head.Split("\r\n").Skip(1).TakeWhile(line => line.Length > 0)
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(byte[] bytes) => connection.WriteAsync(bytes, stopped).AsTask();

    /// <summary>A byte a write.</summary>
    public async Task SendByteByByteAsync(string text)
    {
        foreach (byte one in Encoding.Latin1.GetBytes(text))
        {
            await connection.WriteAsync(new[] { one }, stopped);
        }
    }

    /// <summary>The same again and again, until nobody takes it any more. More than <see cref="MostTaken"/> nobody may take.</summary>
    public async Task SendForEverAsync(string part)
    {
        try
        {
            await SendMuchAsync(part, MostTaken);
        }
        catch (IOException)
        {
            return;
        }

        throw new InvalidOperationException($"All of {MostTaken} bytes were taken of what has no end.");
    }

    /// <summary>The same again and again, until there was enough of it.</summary>
    public async Task SendMuchAsync(string part, long enough)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(part, Math.Max(1, 16 * 1024 / part.Length))));
        for (long sent = 0; sent < enough; sent += bytes.Length)
        {
            await connection.WriteAsync(bytes, stopped);
        }
    }

    /// <summary>Reads on and throws away; so many bytes at least, or to the connection's end. How many there were.</summary>
    public Task<long> SkipAsync(long atLeast = long.MaxValue) => rest.SkipAsync(atLeast, stopped);

    /// <summary>Does nothing, until the other side closes.</summary>
    public async Task HoldAsync()
    {
        try
        {
            await SkipAsync();
        }
        catch (IOException)
        {
        }
    }

    public Task CloseAsync()
    {
        connection.Close();
        return Task.CompletedTask;
    }

    public Task ResetAsync()
    {
        connection.Socket.LingerState = new LingerOption(true, 0);
        return CloseAsync();
    }
}
