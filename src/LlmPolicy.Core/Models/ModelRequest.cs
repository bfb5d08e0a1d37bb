namespace LlmPolicy.Models;

/// <summary>What a request says of the model it asks for.</summary>
/// <param name="Method">The method, case kept.</param>
/// <param name="Path">The path as it will be sent: normalised, escapes kept.</param>
/// <param name="Query">The query with its <c>?</c>, or empty.</param>
/// <param name="Headers">The headers as they came.</param>
/// <param name="Body">The body; null while nobody has read it.</param>
internal readonly record struct ModelRequest(string Method, string Path, string Query, IReadOnlyList<HeaderField> Headers, BodyFact? Body)
{
    /// <summary>The limit where none is set, in bytes.</summary>
    public const int DefaultBodyLimit = 1 << 20;

    /// <summary>The most bytes that a compressed body may open to. Default <see cref="DefaultBodyLimit"/>.</summary>
    public int BodyLimit { get; init; } = DefaultBodyLimit;
}
