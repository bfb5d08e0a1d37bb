namespace LlmPolicy.Guard;

/// <summary>A request target cut where a path begins and ends. Head is empty, or scheme and authority of the absolute form (RFC 9112, 3.2.2).</summary>
internal readonly record struct TargetParts(string Head, string Path, string Query)
{
    public static TargetParts Of(string target)
    {
        int start = 0;
        int scheme = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            start = target.AsSpan(scheme + 3).IndexOfAny('/', '?');
            start = start < 0 ? target.Length : start + scheme + 3;
        }

        int query = target.IndexOf('?', start);
        return query < 0
            ? new TargetParts(target[..start], target[start..], "")
            : new TargetParts(target[..start], target[start..query], target[query..]);
    }

    public string With(string path) => Head + path + Query;
}
