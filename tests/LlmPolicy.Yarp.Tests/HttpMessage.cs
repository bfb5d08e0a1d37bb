using System.Globalization;
using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>A message as it stood on the wire; every char is a byte.</summary>
internal sealed record HttpMessage(string StartLine, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public string Target => StartLine.Split(' ')[1];

    public int Status => int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public IReadOnlyList<string> this[string name] =>
        [.. Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    /// <summary>Reads one message; null when the other side closed before one began.</summary>
    public static async Task<HttpMessage?> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        await ReadHeadAsync(stream, cancellationToken) is { } head ? await head.ReadBodyAsync(stream, cancellationToken) : null;

    /// <summary>The message with its body, which follows on the stream.</summary>
    public async Task<HttpMessage> ReadBodyAsync(Stream stream, CancellationToken cancellationToken)
    {
        StringBuilder body = new();
        if (this["content-length"] is [var length])
        {
            body.Append(await ReadBytesAsync(stream, int.Parse(length, CultureInfo.InvariantCulture), cancellationToken));
        }
        else if (this["transfer-encoding"] is ["chunked"])
        {
            while (await ReadChunkAsync(stream, cancellationToken) is { Length: > 0 } chunk)
            {
                body.Append(chunk);
            }
        }

        return this with { Body = body.ToString() };
    }

    public static async Task<HttpMessage?> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(stream, cancellationToken) is not { Length: > 0 } start)
        {
            return null;
        }

        List<(string, string)> headers = [];
        while (await ReadLineAsync(stream, cancellationToken) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }

        return new HttpMessage(start, headers, "");
    }

    /// <summary>Reads one chunk (RFC 9112, 7.1); the last one is empty.</summary>
    public static async Task<string> ReadChunkAsync(Stream stream, CancellationToken cancellationToken)
    {
        string size = await ReadLineAsync(stream, cancellationToken) ?? throw new EndOfStreamException();
        string data = await ReadBytesAsync(stream, int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture), cancellationToken);
        await ReadLineAsync(stream, cancellationToken);
        return data;
    }

    private static async Task<string> ReadBytesAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return Encoding.Latin1.GetString(bytes);
    }

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
