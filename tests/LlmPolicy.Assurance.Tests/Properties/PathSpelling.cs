namespace LlmPolicy.Assurance.Properties;

/// <summary>How a path is written. Envoy resolves what means nothing before anything looks at it (<c>normalize_path</c>), and every look is at the resolved one.</summary>
internal enum PathSpelling
{
    Plain,

    /// <summary><c>/a/./b</c>.</summary>
    Dots,

    /// <summary><c>/own/../a/b</c>: it begins as another route does.</summary>
    Detour,

    /// <summary>The same, escaped.</summary>
    EscapedDetour,

    /// <summary><c>/../a/b</c>: nothing is above the root.</summary>
    AboveTheRoot,

    /// <summary><c>/a\b</c>.</summary>
    Backslashes,
}

internal static class PathSpellings
{
    /// <summary>The path, spelled so.</summary>
    public static string Write(this PathSpelling spelling, string path) => spelling switch
    {
        PathSpelling.Dots => $"/.{path}",
        PathSpelling.Detour => $"{PolicyShape.Own}/a/../..{path}",
        PathSpelling.EscapedDetour => $"{PolicyShape.Free}/%2e%2E{path}",
        PathSpelling.AboveTheRoot => $"/..{path}",
        PathSpelling.Backslashes => $"/{path[1..].Replace('/', '\\')}",
        _ => path,
    };
}
