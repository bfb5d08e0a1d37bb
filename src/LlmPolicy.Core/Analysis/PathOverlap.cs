using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>Whether a request that fits a matcher can begin in a given way.</summary>
internal static class PathOverlap
{
    /// <param name="matcher">The matcher.</param>
    /// <param name="beginning">What path and query are to begin with.</param>
    public static bool CanBegin(Matcher matcher, string beginning)
    {
        if (!beginning.StartsWith('/'))
        {
            return false;
        }

        var comparison = matcher.CaseSensitive is false ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        int question = beginning.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? beginning : beginning[..question];
        return matcher switch
        {
            // With a query the path is over.
            { Exact: { } exact } => question < 0 ? exact.Value.StartsWith(path, comparison) : exact.Value.Equals(path, comparison),
            { Prefix: { } prefix } => path.StartsWith(prefix.Value, comparison) || (question < 0 && prefix.Value.StartsWith(path, comparison)),
            _ => true,
        };
    }
}
