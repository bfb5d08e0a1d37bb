using System.Globalization;
using System.Text;

namespace LlmPolicy.Conformance.Gateway.Wire;

/// <summary>Reads HTTP/1.1 messages as they are: no name is folded, no target decoded.</summary>
internal sealed class HttpReader(WireBuffer bytes)
{
    /// <summary>How the bytes ended; null while they go on.</summary>
    public WireEnd? End { get; private set; }

    /// <summary>What has come of a line that never ended.</summary>
    public string Rest => Encoding.Latin1.GetString(bytes.Unread);

    /// <summary>A line without its end; null if the bytes ended first.</summary>
    public async Task<string?> ReadLineAsync()
    {
        int looked = 0;
        while (true)
        {
            int newline = bytes.Unread[looked..].IndexOf((byte)'\n');
            if (newline >= 0)
            {
                string line = Encoding.Latin1.GetString(bytes.Unread[..(looked + newline)]);
                bytes.Skip(looked + newline + 1);
                return line.EndsWith('\r') ? line[..^1] : line;
            }

            looked = bytes.Count;
            End = await bytes.FillAsync();
            if (End is not null)
            {
                return null;
            }
        }
    }

    /// <summary>The header lines up to the empty one; null if the bytes ended first.</summary>
    /// <exception cref="InvalidDataException">One of them is none.</exception>
    public async Task<IReadOnlyList<HeaderField>?> ReadHeadersAsync()
    {
        List<HeaderField> headers = [];
        while (await ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return headers;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(colon > 0
                ? new HeaderField(line[..colon], line[(colon + 1)..].Trim(' ', '\t'))
                : throw new InvalidDataException($"'{line}' is no header line."));
        }

        return null;
    }

    /// <summary>Gives each part of a body as it comes.</summary>
    /// <returns>The trailers; null if the bytes ended before the body did.</returns>
    public async Task<IReadOnlyList<HeaderField>?> ReadBodyAsync(BodyFraming framing, Action<string> take)
    {
        switch (framing.Kind)
        {
            case BodyKind.Chunked:
                return await ReadChunksAsync(take);
            case BodyKind.Length:
                return await ReadLengthAsync(framing.Length, take) ? [] : null;
            case BodyKind.UntilClose:
                await ReadLengthAsync(long.MaxValue, take);
                return End == WireEnd.Closed ? [] : null;
            default:
                return [];
        }
    }

    private async Task<IReadOnlyList<HeaderField>?> ReadChunksAsync(Action<string> take)
    {
        while (await ReadLineAsync() is { } line)
        {
            long length = long.Parse(line.Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
            {
                return await ReadHeadersAsync();
            }

            if (!await ReadLengthAsync(length, take) || await ReadLineAsync() is null)
            {
                return null;
            }
        }

        return null;
    }

    private async Task<bool> ReadLengthAsync(long length, Action<string> take)
    {
        while (length > 0)
        {
            if (bytes.Count == 0 && (End = await bytes.FillAsync()) is not null)
            {
                return false;
            }

            int count = (int)Math.Min(length, bytes.Count);
            take(Encoding.Latin1.GetString(bytes.Unread[..count]));
            bytes.Skip(count);
            length -= count;
        }

        return true;
    }
}
