namespace LlmPolicy.Testing;

/// <summary>A rule of a manifest: what can be reached by a case, or deleted without one noticing.</summary>
public sealed class PolicyRule
{
    /// <summary>The field's path, as <c>spec.virtualHost.routes[0].matchers[1]</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>Place and path, in one line.</summary>
    public override string ToString() => $"{Position}: {Path}";
}
