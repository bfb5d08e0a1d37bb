namespace LlmPolicy.LimitRules;

/// <summary>A rule of <c>setDescriptors</c>: the entries that a set has to hold, in any order and beside any others.</summary>
internal sealed record LimitSet(LimitRule Rule, IReadOnlyList<(string Key, string? Value)> Entries)
{
    /// <summary>Whether a set holds them.</summary>
    /// <param name="entries">The set.</param>
    /// <param name="open">The values of the entries for which the rule names none.</param>
    public bool Fits(ReadOnlySpan<RateLimitEntry> entries, out string open)
    {
        open = "";
        foreach (var (key, value) in Entries)
        {
            if (Find(entries, key, value) is not { } found)
            {
                return false;
            }

            open = value is null ? LimitKey.With(open, found) : open;
        }

        return true;
    }

    private static string? Find(ReadOnlySpan<RateLimitEntry> entries, string key, string? value)
    {
        foreach (var entry in entries)
        {
            if (entry.Key == key && (value is null || entry.Value == value))
            {
                return entry.Value;
            }
        }

        return null;
    }
}
