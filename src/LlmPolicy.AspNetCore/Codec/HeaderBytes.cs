using System.Text;

namespace LlmPolicy.Codec;

/// <summary>
/// Reads a header's bytes in Kestrel's place, before it makes something else of them: Kestrel asks for an encoding by the header's name. Where it would lose what
/// was sent, or refuse without a word, the text is written so that it does neither, with a mark that no byte can stand for.
/// </summary>
internal abstract class HeaderBytes : Encoding
{
    /// <summary>A char beyond Latin-1: what was sent can be told from what was added.</summary>
    public const char Mark = '\u2010';

    private const int Latin1CodePage = 28591;

    protected HeaderBytes()
        : base(Latin1CodePage)
    {
    }

    public sealed override int GetCharCount(byte[] bytes, int index, int count) => Read(bytes, index, count).Length;

    public sealed override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        string text = Read(bytes, byteIndex, byteCount);
        text.CopyTo(0, chars, charIndex, text.Length);
        return text.Length;
    }

    public sealed override int GetMaxCharCount(int byteCount) => byteCount + LongestAddition;

    public sealed override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public sealed override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public sealed override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    /// <summary>As many chars may be added at the most.</summary>
    protected abstract int LongestAddition { get; }

    /// <summary>What Kestrel is to read in place of a line's text.</summary>
    protected abstract string Read(string line);

    private string Read(byte[] bytes, int index, int count) => Read(Latin1.GetString(bytes, index, count));
}
