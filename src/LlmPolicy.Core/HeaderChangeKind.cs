namespace LlmPolicy;

/// <summary>What a <see cref="HeaderChange"/> does.</summary>
public enum HeaderChangeKind
{
    /// <summary>Removes every line of the name.</summary>
    Remove,

    /// <summary>Replaces every line of the name by one (<c>append: false</c>).</summary>
    Set,

    /// <summary>Adds a line, and leaves those that are there (<c>append: true</c>, the manifest's default).</summary>
    Append,
}
