namespace LlmPolicy.Http;

/// <summary>Strictness rule <c>target.empty-segments</c>: what an upstream merges that takes <c>//</c> for <c>/</c>, decoded or not.</summary>
internal static class EmptySegments
{
    public static bool AppearWhenDecoded(string target) => DecodedPath.Any(target, Contains);

    /// <summary>Before the first slash is nothing, and a slash at the end is one. A segment of parameters alone is empty once they are taken off.</summary>
    private static bool Contains(ReadOnlySpan<char> path)
    {
        int start = path.IndexOfAny('/', '\\') + 1;
        while (start > 0)
        {
            int length = path[start..].IndexOfAny('/', '\\');
            if (length == 0 || (length > 0 && path[start] == ';'))
            {
                return true;
            }

            start = length < 0 ? 0 : start + length + 1;
        }

        return false;
    }
}
