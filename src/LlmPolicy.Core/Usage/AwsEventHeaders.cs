namespace LlmPolicy.Usage;

/// <summary>A message's headers, as far as they say whether it is an event or an exception.</summary>
internal sealed class AwsEventHeaders
{
    /// <summary>More than a service's own headers take; of longer ones the rest is not looked at.</summary>
    private const int Most = 512;

    private readonly byte[] _bytes = new byte[Most];
    private int _length;

    /// <summary>Whether <c>:message-type</c> is <c>exception</c> or <c>error</c>.</summary>
    public bool SayException
    {
        get
        {
            // A header is its name's length, its name, its type (7: text), and two bytes of its value's length.
            var name = "\u000d:message-type\u0007"u8;
            var bytes = _bytes.AsSpan(0, _length);
            int at = bytes.IndexOf(name);
            return at >= 0 && bytes[(at + name.Length)..] is [_, _, .. var value] && (value.StartsWith("exception"u8) || value.StartsWith("error"u8));
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, Most - _length)];
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Clear() => _length = 0;
}
