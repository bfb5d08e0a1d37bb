namespace LlmPolicy;

/// <summary>How a matcher looks at a path.</summary>
public enum PathMatchKind
{
    /// <summary><c>prefix</c>: the path begins with the text.</summary>
    Prefix,

    /// <summary><c>exact</c>: the path is the text.</summary>
    Exact,

    /// <summary><c>regex</c>: the path matches whole.</summary>
    Regex,
}
