namespace LlmPolicy.Testing;

/// <summary>A rule of a manifest: what can be reached by a case, or deleted without one noticing.</summary>
/// <param name="Path">The field's path, as <c>spec.virtualHost.routes[0].matchers[1]</c>.</param>
/// <param name="Position">Where it stands.</param>
public sealed record PolicyRule(string Path, SourcePosition Position)
{
    /// <summary>Place and path, in one line.</summary>
    public override string ToString() => $"{Position}: {Path}";
}
