namespace LlmPolicy.Usage;

/// <summary>One stage of reading an answer: takes its bytes as they come, and hands on what it makes of them.</summary>
internal abstract class AnswerReader
{
    /// <summary>The next bytes; they are gone when it returns.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>There are no more bytes.</summary>
    public virtual void Complete()
    {
    }
}
