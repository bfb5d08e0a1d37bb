using System.Globalization;
using System.Text;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>Reads HTTP/1.1 messages as they are: no name is folded, no target decoded.</summary>
internal sealed class HttpStream(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The first line; null if the other side has closed.</summary>
    public Task<string?> ReadFirstLineAsync(CancellationToken cancellation) => ReadLineAsync(cancellation);

    public async Task<IReadOnlyList<HeaderField>> ReadHeadersAsync(CancellationToken cancellation)
    {
        List<HeaderField> headers = [];
        while (await ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new HeaderField(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return headers;
    }

    /// <summary>The body of a message whose length its headers tell; empty if they tell none.</summary>
    public async Task<string> ReadBodyAsync(IReadOnlyList<HeaderField> headers, CancellationToken cancellation) =>
        Value(headers, "transfer-encoding") is not null ? await ReadChunksAsync(cancellation)
        : Value(headers, "content-length") is { } length ? await ReadAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellation)
        : "";

    private static string? Value(IReadOnlyList<HeaderField> headers, string name) =>
        headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private async Task<string> ReadChunksAsync(CancellationToken cancellation)
    {
        StringBuilder body = new();
        while (await ReadLineAsync(cancellation) is { } size && int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and int length)
        {
            body.Append(await ReadAsync(length, cancellation));
            await ReadLineAsync(cancellation);
        }

        await ReadHeadersAsync(cancellation);
        return body.ToString();
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        StringBuilder line = new();
        while (_start < _end || await FillAsync(cancellation))
        {
            int newline = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            int stop = newline < 0 ? _end : newline;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, stop - _start));
            _start = stop;
            if (newline >= 0)
            {
                _start++;
                return line.ToString().TrimEnd('\r');
            }
        }

        return line.Length == 0 ? null : throw new EndOfStreamException("The connection was closed within a line.");
    }

    private async Task<string> ReadAsync(int length, CancellationToken cancellation)
    {
        StringBuilder text = new();
        while (text.Length < length && (_start < _end || await FillAsync(cancellation)))
        {
            int count = Math.Min(length - text.Length, _end - _start);
            text.Append(Encoding.Latin1.GetString(_buffer, _start, count));
            _start += count;
        }

        return text.Length == length ? text.ToString() : throw new EndOfStreamException("The connection was closed within a body.");
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellation);
        return _end > 0;
    }
}
