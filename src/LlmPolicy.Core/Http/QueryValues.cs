namespace LlmPolicy.Http;

/// <summary>A query's parameters as they are asked for: each name is looked for once, however many routes and providers ask.</summary>
internal sealed class QueryValues
{
    private Dictionary<string, string?>? _raw;
    private Dictionary<string, string?>? _decoded;
    private string _query = "";

    /// <summary>Begins again with another query.</summary>
    public void Reset(string query)
    {
        _query = query;
        _raw?.Clear();
        _decoded?.Clear();
    }

    /// <summary>The first value of a name, not decoded; null if it is not there.</summary>
    public string? Raw(string name) => Find(ref _raw, name, QueryString.Raw);

    /// <summary>The first value of a name, both percent-decoded; null if it is not there.</summary>
    public string? Decoded(string name) => Find(ref _decoded, name, QueryString.Decoded);

    private string? Find(ref Dictionary<string, string?>? known, string name, Func<string, string, string?> find)
    {
        if (_query.Length == 0)
        {
            return null;
        }

        known ??= [];
        if (!known.TryGetValue(name, out string? value))
        {
            known.Add(name, value = find(_query, name));
        }

        return value;
    }
}
