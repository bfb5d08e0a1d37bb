namespace LlmPolicy.Usage;

/// <summary>The CRC-32 of zlib and AWS's event streams, piece by piece. .NET has it in a package alone, which every app would carry for this table.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Of((uint)i))];

    /// <summary>Inverted, so that zero is the start.</summary>
    private uint _inverted;

    public readonly uint Value => _inverted;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~_inverted;
        foreach (byte next in bytes)
        {
            crc = Table[(byte)(crc ^ next)] ^ (crc >> 8);
        }

        _inverted = ~crc;
    }

    private static uint Of(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    }
}
