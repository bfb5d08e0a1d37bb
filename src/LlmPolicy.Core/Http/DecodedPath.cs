namespace LlmPolicy.Http;

/// <summary>A target's path as an upstream may come to read it: as it is sent, decoded once, and decoded twice.</summary>
internal static class DecodedPath
{
    public delegate bool Condition(ReadOnlySpan<char> path);

    /// <summary>Whether one of the readings fits.</summary>
    public static bool Any(string target, Condition fits)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target.AsSpan() : target.AsSpan(0, question);
        if (fits(path))
        {
            return true;
        }

        if (!path.Contains('%'))
        {
            return false;
        }

        string once = PercentEncoding.Decode(path);
        return fits(once) || fits(PercentEncoding.Decode(once));
    }
}
