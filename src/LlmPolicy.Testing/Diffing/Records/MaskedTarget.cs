using LlmPolicy.Http;
using LlmPolicy.Replay;

namespace LlmPolicy.Testing.Diffing.Records;

/// <summary>What is masked in a record's target.</summary>
internal static class MaskedTarget
{
    /// <summary>Whether something of the path is.</summary>
    public static bool PathOf(ReplayRecord record) => record.Target.Split('?')[0].Contains(ReplayRecord.Masked, StringComparison.Ordinal);

    /// <summary>Those of some parameters whose values are, in one spelling or the other.</summary>
    public static IEnumerable<string> ParametersOf(ReplayRecord record, IEnumerable<string> names)
    {
        string query = QueryOf(record);
        return names.Where(name => IsMasked(QueryString.Raw(query, name)) || IsMasked(QueryString.Decoded(query, name)));
    }

    /// <summary>The target without the masked ones of some parameters.</summary>
    public static string Without(ReplayRecord record, IEnumerable<string> names)
    {
        string query = QueryOf(record);
        return record.Target[..^query.Length] + ParametersOf(record, names).Aggregate(query, QueryString.Without);
    }

    private static bool IsMasked(string? value) => value?.Contains(ReplayRecord.Masked, StringComparison.Ordinal) == true;

    private static string QueryOf(ReplayRecord record) => record.Target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? record.Target[query..] : "";
}
