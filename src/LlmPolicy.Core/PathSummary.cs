namespace LlmPolicy;

/// <summary>A matcher's path condition.</summary>
/// <param name="Kind">How the path is looked at.</param>
/// <param name="Text">The prefix, the path or the expression, as the manifest has it.</param>
public sealed record PathSummary(PathMatchKind Kind, string Text)
{
    /// <summary>As <c>prefix /huggingface-gloo-gw</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Text}";
}
