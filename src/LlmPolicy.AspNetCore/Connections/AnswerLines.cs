using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LlmPolicy.Connections;

/// <summary>
/// The header lines of an answer as Envoy's codec reads them (RFC 9112, 5). .NET's client takes white space before a colon and NUL in a value, writes spaces for what
/// it does not like, and counts no lines.
/// </summary>
internal static class AnswerLines
{
    /// <summary>As many lines are taken.</summary>
    private const int Most = 100;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    public static bool IsNameByte(byte b) => NameBytes.Contains(b);

    /// <summary>How long the head is that has come, its empty line with it; 0: it has not come whole.</summary>
    public static int LengthIn(ReadOnlySpan<byte> came)
    {
        int line = 0;
        while (came[line..].IndexOf((byte)'\n') is >= 0 and var feed)
        {
            if (line > 0 && Without(came.Slice(line, feed)).IsEmpty)
            {
                return line + feed + 1;
            }

            line += feed + 1;
        }

        return 0;
    }

    /// <summary>The head as it is to be read: as it came, or with a line that is folded as one line and without carriage returns in a value.</summary>
    /// <exception cref="AnswerRefusedException">It is none.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> head, out AnswerBody body)
    {
        ReadOnlySpan<byte> lines = head.Span;
        ReadOnlySpan<byte> statusLine = Take(ref lines);
        if (!AnswerHead.IsStatusLine(statusLine))
        {
            throw new AnswerRefusedException();
        }

        bool asCame = true;
        int count = 0;
        body = new(AnswerBodyKind.UntilClose);
        while (Take(ref lines) is { IsEmpty: false } line)
        {
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                asCame = count > 0 ? false : throw new AnswerRefusedException();
                continue;
            }

            int colon = line.IndexOf((byte)':');
            if (++count > Most || colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes) || line.Contains((byte)0))
            {
                throw new AnswerRefusedException();
            }

            asCame &= !line.Contains((byte)'\r');
            body = Framing(line[..colon], line[(colon + 1)..].Trim(" \t"u8), body);
        }

        return asCame ? head : Rewrite(statusLine, head.Span);
    }

    private static AnswerBody Framing(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, AnswerBody others) =>
        Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8) && Ascii.EqualsIgnoreCase(value, "chunked"u8) ? new(AnswerBodyKind.Chunked)
        : others.Kind == AnswerBodyKind.UntilClose && Ascii.EqualsIgnoreCase(name, "content-length"u8) && Utf8Parser.TryParse(value, out long length, out int digits) && digits == value.Length
            ? new(AnswerBodyKind.Length, length)
        : others;

    private static byte[] Rewrite(ReadOnlySpan<byte> statusLine, ReadOnlySpan<byte> head)
    {
        ArrayBufferWriter<byte> written = new(head.Length);
        written.Write(statusLine);
        Take(ref head);
        while (Take(ref head) is { IsEmpty: false } line)
        {
            bool folded = line[0] is (byte)' ' or (byte)'\t';
            written.Write(folded ? " "u8 : "\r\n"u8);
            foreach (Range part in line.Trim(" \t"u8).Split((byte)'\r'))
            {
                written.Write(line.Trim(" \t"u8)[part]);
            }
        }

        written.Write("\r\n\r\n"u8);
        return written.WrittenSpan.ToArray();
    }

    /// <summary>Takes the next line off; of the last, which is empty, there is nothing.</summary>
    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> lines)
    {
        int feed = lines.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = Without(lines[..feed]);
        lines = lines[(feed + 1)..];
        return line;
    }

    /// <summary>A line without the carriage return at its end.</summary>
    private static ReadOnlySpan<byte> Without(ReadOnlySpan<byte> line) => line is [.. var text, (byte)'\r'] ? text : line;
}
