namespace LlmPolicy.Connections;

/// <summary>
/// The chunks of an answer as RFC 9112, 7.1, writes them, followed as they come. .NET's client takes a bare line feed for the end of a line, and so may see chunks where
/// others see none.
/// </summary>
internal sealed class ChunkFraming
{
    /// <summary>As long a size as .NET counts to.</summary>
    private const int MostDigits = 16;

    private Part _part = Part.Size;
    private long _size;
    private int _digits;

    private enum Part
    {
        Size,
        Extension,
        SizeEnd,
        Data,
        DataEnd,
        DataEndFeed,
        TrailerStart,
        TrailerName,
        TrailerValue,
        TrailerEnd,
        LastFeed,
        Over,
        Broken,
    }

    /// <summary>Whether the last chunk and the trailers have come.</summary>
    public bool IsOver => _part == Part.Over;

    /// <summary>Follows what has come. How much of it may be read: all, or what stands before the chunk that is broken.</summary>
    public int Follow(ReadOnlySpan<byte> came)
    {
        int sound = 0;
        for (int i = 0; i < came.Length;)
        {
            if (_part == Part.Data)
            {
                int count = (int)Math.Min(_size, came.Length - i);
                i += count;
                _size -= count;
                _part = _size == 0 ? Part.DataEnd : Part.Data;
                continue;
            }

            _part = Next(came[i++]);
            if (_part == Part.Broken)
            {
                return sound;
            }

            sound = _part == Part.Size && _digits == 0 ? i : sound;
        }

        return came.Length;
    }

    private Part Next(byte b) => _part switch
    {
        Part.Size when Digit(b) is >= 0 and var digit && ++_digits <= MostDigits => Count(digit),
        Part.Size when _digits > 0 && b == '\r' => Part.SizeEnd,
        Part.Size when _digits > 0 && b is (byte)';' or (byte)' ' or (byte)'\t' => Part.Extension,
        Part.Extension when b == '\r' => Part.SizeEnd,
        Part.Extension when b != '\n' => Part.Extension,
        Part.SizeEnd when b == '\n' => Begin(),
        Part.DataEnd when b == '\r' => Part.DataEndFeed,
        Part.DataEndFeed when b == '\n' => Part.Size,
        Part.TrailerStart when b == '\r' => Part.LastFeed,
        Part.TrailerStart when AnswerLines.IsNameByte(b) => Part.TrailerName,
        Part.TrailerName when b == ':' => Part.TrailerValue,
        Part.TrailerName when AnswerLines.IsNameByte(b) => Part.TrailerName,
        Part.TrailerValue when b == '\r' => Part.TrailerEnd,
        Part.TrailerValue when b is not (byte)'\n' and not 0 => Part.TrailerValue,
        Part.TrailerEnd when b == '\n' => Part.TrailerStart,
        Part.LastFeed when b == '\n' => Part.Over,
        Part.Over => Part.Over,
        _ => Part.Broken,
    };

    private Part Count(int digit)
    {
        _size = (_size << 4) | (uint)digit;
        return _size < 0 ? Part.Broken : Part.Size;
    }

    private Part Begin()
    {
        _digits = 0;
        return _size == 0 ? Part.TrailerStart : Part.Data;
    }

    private static int Digit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
