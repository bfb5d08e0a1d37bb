using LlmPolicy.Http;

namespace LlmPolicy.Models;

/// <summary>Models that a query names, for whoever might read them there.</summary>
internal static class QueryModels
{
    /// <summary>The parameters of these names, in whatever case and spelling.</summary>
    public static IReadOnlyList<QueryModel> Find(string query, ReadOnlySpan<string> names)
    {
        if (query.Length < 2)
        {
            return [];
        }

        List<QueryModel>? found = null;
        var text = query.AsSpan(1);
        foreach (var range in text.SplitAny('&', ';'))
        {
            var part = text[range];
            int equals = part.IndexOf('=');
            string key = PercentEncoding.Decode(equals < 0 ? part : part[..equals]);
            foreach (string name in names)
            {
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    int start = equals < 0 ? part.Length : equals + 1;
                    var value = part[start..];
                    (found ??= []).Add(new QueryModel(value.Contains('+') ? null : PathName.Read(value), key == name, range.Start.Value + 1 + start, value.Length));
                }
            }
        }

        return found ?? [];
    }
}

/// <summary>A model in a query.</summary>
/// <param name="Name">The name; null where it has no one reading.</param>
/// <param name="IsExact">Whether the parameter is spelt as it is called.</param>
/// <param name="Offset">Where its value stands in the query.</param>
/// <param name="Length">How long it is there.</param>
internal readonly record struct QueryModel(string? Name, bool IsExact, int Offset, int Length);
