namespace LlmPolicy.Metering;

/// <summary>
/// Knows the last event of a stream of OpenAI's or Anthropic's form: many clients read no further, and the answer is whole all the same. Of what is compressed it knows nothing.
/// </summary>
internal sealed class StreamEnd
{
    private const int Longest = 64;

    private readonly byte[] _tail = new byte[Longest];
    private int _count;

    /// <summary>Whether what was read so far ends with the last event.</summary>
    public bool IsSaid
    {
        get
        {
            var tail = _tail.AsSpan(0, _count).TrimEnd("\r\n \t"u8);
            return tail.EndsWith("data: [DONE]"u8) || tail.EndsWith("data:[DONE]"u8) || tail.EndsWith("\"type\":\"message_stop\"}"u8) || tail.EndsWith("\"type\": \"message_stop\"}"u8);
        }
    }

    /// <summary>Reads the next bytes.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= Longest)
        {
            bytes[^Longest..].CopyTo(_tail);
            _count = Longest;
            return;
        }

        int kept = Math.Min(_count, Longest - bytes.Length);
        _tail.AsSpan(_count - kept, kept).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(kept));
        _count = kept + bytes.Length;
    }
}
