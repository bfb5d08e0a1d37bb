namespace LlmPolicy.Http;

/// <summary>Strictness rule <c>target.dot-segments</c>: what an upstream would find that decodes a path once or twice more.</summary>
internal static class DotSegments
{
    public static bool AppearWhenDecoded(string target) => DecodedPath.Any(target, Contains);

    private static bool Contains(ReadOnlySpan<char> path)
    {
        while (path.Length > 0)
        {
            int end = path.IndexOfAny('/', '\\');
            var segment = end < 0 ? path : path[..end];
            int parameters = segment.IndexOf(';');
            if ((parameters < 0 ? segment : segment[..parameters]) is "." or "..")
            {
                return true;
            }

            path = end < 0 ? [] : path[(end + 1)..];
        }

        return false;
    }
}
