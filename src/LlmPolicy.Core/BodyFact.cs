namespace LlmPolicy;

/// <summary>What is known of a request's body: all of it, or why it is not known.</summary>
public sealed class BodyFact
{
    private BodyFact(ReadOnlyMemory<byte> bytes, bool isWhole) => (Bytes, IsWhole) = (bytes, isWhole);

    /// <summary>A body that is longer than the limit, or that did not arrive whole.</summary>
    public static BodyFact Incomplete { get; } = new(default, false);

    /// <summary>The bytes as they were sent, still in their content coding; empty for a request without a body, or one that is not <see cref="IsWhole"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether the body is known to its end.</summary>
    public bool IsWhole { get; }

    /// <summary>A body, known to its end. The bytes must not change while a decision is made.</summary>
    /// <param name="bytes">The bytes as they were sent.</param>
    public static BodyFact Whole(ReadOnlyMemory<byte> bytes) => new(bytes, true);
}
