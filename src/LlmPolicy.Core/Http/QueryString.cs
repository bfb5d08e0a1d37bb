using System.Text;

namespace LlmPolicy.Http;

/// <summary>Query parameters as Envoy reads them: split at <c>&amp;</c> and the first <c>=</c>, the first of a name counts.</summary>
internal static class QueryString
{
    /// <summary>The first value of a name, not decoded; null if it is not there.</summary>
    public static string? Raw(string query, string name)
    {
        var text = Text(query);
        foreach (var part in text.Split('&'))
        {
            if (!text.IsEmpty && Key(text[part]).SequenceEqual(name))
            {
                return Value(text[part]).ToString();
            }
        }

        return null;
    }

    /// <summary>The first value of a name, both percent-decoded; null if it is not there.</summary>
    public static string? Decoded(string query, string name)
    {
        var text = Text(query);
        foreach (var part in text.Split('&'))
        {
            if (!text.IsEmpty && PercentEncoding.IsEncodingOf(Key(text[part]), name))
            {
                return PercentEncoding.Decode(Value(text[part]));
            }
        }

        return null;
    }

    /// <summary>The first part of a name as it stands there, with its value; null if it is not there.</summary>
    public static string? Part(string query, string name)
    {
        var text = Text(query);
        foreach (var part in text.Split('&'))
        {
            if (!text.IsEmpty && PercentEncoding.IsEncodingOf(Key(text[part]), name))
            {
                return text[part].ToString();
            }
        }

        return null;
    }

    /// <summary>The query without a name's parameters; what remains keeps its bytes.</summary>
    public static string Without(string query, string name)
    {
        var text = Text(query);
        var kept = new StringBuilder(query.Length);
        foreach (var part in text.Split('&'))
        {
            if (!PercentEncoding.IsEncodingOf(Key(text[part]), name))
            {
                kept.Append(kept.Length == 0 ? '?' : '&').Append(text[part]);
            }
        }

        return kept.ToString();
    }

    /// <summary>Without its <c>?</c>. Nothing has no part, not an empty one.</summary>
    private static ReadOnlySpan<char> Text(string query) => query.Length < 2 ? [] : query.AsSpan(1);

    private static ReadOnlySpan<char> Key(ReadOnlySpan<char> part) => part.IndexOf('=') is var equals and >= 0 ? part[..equals] : part;

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> part) => part.IndexOf('=') is var equals and >= 0 ? part[(equals + 1)..] : [];
}
