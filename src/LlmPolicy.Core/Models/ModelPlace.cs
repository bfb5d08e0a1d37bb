namespace LlmPolicy.Models;

/// <summary>Where a model's name stands, so that another can stand there.</summary>
/// <param name="Source">In what, and how it is written there.</param>
/// <param name="Offset">The first char of the path or query, or the first byte of the body; a JSON string's is its quote.</param>
/// <param name="Length">How many, escapes and quotes among them.</param>
internal readonly record struct ModelPlace(ModelSource Source, int Offset, int Length)
{
    /// <summary>What stands before the name within the place and is none of it: <c>models/</c>.</summary>
    public string Lead { get; init; } = "";
}
