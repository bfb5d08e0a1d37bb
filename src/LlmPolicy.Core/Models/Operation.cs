namespace LlmPolicy.Models;

/// <summary>A call by how its path ends.</summary>
/// <param name="Words">The path's last segments; <c>*</c> is any one without escapes.</param>
/// <param name="Form">Where its body says the model; null for a body that is not read.</param>
/// <param name="Way">Where such a call leads then.</param>
internal sealed record Operation(IReadOnlyList<string> Words, BodyForm? Form, UnnamedWays Way)
{
    /// <summary>Whether a stream reports its usage only where the body asks for it (<c>stream_options.include_usage</c>).</summary>
    public bool ReportsStreamsIfAsked { get; init; }

    public bool Ends(PathSegments path) => path.EndsLike(Words);
}
