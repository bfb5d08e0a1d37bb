namespace LlmPolicy.Routing;

/// <summary>Query parameters as Envoy reads them: split at <c>&amp;</c> and the first <c>=</c>, the first of a name counts.</summary>
internal static class QueryString
{
    /// <summary>The first value of a name, not decoded; null if it is not there.</summary>
    public static string? Raw(string query, string name)
    {
        foreach (var part in Parts(query))
        {
            var text = query.AsSpan()[part];
            if (Key(text).SequenceEqual(name))
            {
                return Value(text).ToString();
            }
        }

        return null;
    }

    /// <summary>The first value of a name, both percent-decoded; null if it is not there.</summary>
    public static string? Decoded(string query, string name)
    {
        foreach (var part in Parts(query))
        {
            var text = query.AsSpan()[part];
            if (PercentEncoding.Decode(Key(text)) == name)
            {
                return PercentEncoding.Decode(Value(text));
            }
        }

        return null;
    }

    /// <summary>The query without a name's parameters; what remains keeps its bytes.</summary>
    public static string Without(string query, string name)
    {
        var kept = new List<string>();
        foreach (var part in Parts(query))
        {
            if (PercentEncoding.Decode(Key(query.AsSpan()[part])) != name)
            {
                kept.Add(query[part]);
            }
        }

        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }

    private static List<Range> Parts(string query)
    {
        var parts = new List<Range>();
        if (query.Length < 2)
        {
            return parts;
        }

        int start = 1;
        while (start <= query.Length)
        {
            int end = query.IndexOf('&', start);
            end = end < 0 ? query.Length : end;
            parts.Add(start..end);
            start = end + 1;
        }

        return parts;
    }

    private static ReadOnlySpan<char> Key(ReadOnlySpan<char> part) => part.IndexOf('=') is var equals and >= 0 ? part[..equals] : part;

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> part) => part.IndexOf('=') is var equals and >= 0 ? part[(equals + 1)..] : [];
}
