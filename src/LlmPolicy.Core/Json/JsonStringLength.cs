namespace LlmPolicy.Json;

/// <summary>How many bytes of UTF-8 a JSON string stands for, read in pieces: <c>\n</c> is one, <c>\u4f60</c> three.</summary>
internal struct JsonStringLength
{
    /// <summary>Chars of an escape that are still to come: 5 after a backslash, 4 to 1 within <c>\uXXXX</c>.</summary>
    private int _pending;

    private int _unit;

    public long Bytes { get; private set; }

    /// <summary>Whether it holds what no JSON string may: a control character, an escape that is none.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Reads on to the closing quote. Returns how many bytes were read, the quote among them.</summary>
    public int Read(ReadOnlySpan<byte> bytes, out bool isClosed)
    {
        isClosed = false;
        int at = 0;
        while (at < bytes.Length)
        {
            if (_pending > 0)
            {
                ReadEscape(bytes[at++]);
                continue;
            }

            int end = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            var plain = bytes[at..(end < 0 ? bytes.Length : at + end)];
            IsBroken |= plain.ContainsAnyInRange((byte)0, (byte)0x1F);
            Bytes += plain.Length;
            at += plain.Length + 1;
            if (end < 0)
            {
                return bytes.Length;
            }

            if (bytes[at - 1] == '"')
            {
                isClosed = true;
                return at;
            }

            _pending = 5;
        }

        return at;
    }

    private void ReadEscape(byte next)
    {
        _pending--;
        if (_pending == 4)
        {
            _unit = 0;
            IsBroken |= !"\"\\/bfnrtu"u8.Contains(next);
            _pending = next == 'u' ? 4 : 0;
            Bytes += next == 'u' ? 0 : 1;
            return;
        }

        IsBroken |= !char.IsAsciiHexDigit((char)next);
        _unit = (_unit << 4) | (next <= '9' ? next & 0xF : (next & 0xF) + 9);
        if (_pending == 0)
        {
            // Two surrogates are one character of four bytes.
            Bytes += _unit switch { < 0x80 => 1, < 0x800 => 2, >= 0xD800 and < 0xE000 => 2, _ => 3 };
        }
    }
}
