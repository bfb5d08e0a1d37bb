namespace LlmPolicy.Usage;

/// <summary>Bytes that say nothing of usage: an image, sound, a page of a proxy, a coding that can't be read.</summary>
internal sealed class Unread : AnswerReader
{
    public override void Write(ReadOnlySpan<byte> bytes)
    {
    }
}
