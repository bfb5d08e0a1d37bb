namespace LlmPolicy.Routing;

/// <summary>Strictness rule <c>target.dot-segments</c>: what an upstream would find that decodes a path once or twice more.</summary>
internal static class DotSegments
{
    public static bool AppearWhenDecoded(string target)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target.AsSpan() : target.AsSpan(0, question);
        if (Contains(path))
        {
            return true;
        }

        if (!path.Contains('%'))
        {
            return false;
        }

        string once = PercentEncoding.Decode(path);
        return Contains(once) || Contains(PercentEncoding.Decode(once));
    }

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
