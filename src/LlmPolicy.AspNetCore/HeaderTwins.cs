namespace LlmPolicy;

/// <summary>
/// Headers that the policy alone may set, and their twins: names that differ from one of them in <c>_</c> for <c>-</c> alone. A reader that takes
/// both for the same (CGI, WSGI, PHP) would take a caller's <c>x_user</c> for the policy's <c>x-user</c>.
/// </summary>
public sealed class HeaderTwins
{
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _folded;

    /// <summary>Makes a set of headers.</summary>
    /// <param name="names">The headers' names; case does not count.</param>
    public HeaderTwins(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _folded = _names.Select(Fold).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a header is a twin of one of these, and none of them itself.</summary>
    /// <param name="name">The header's name.</param>
    public bool Contains(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.AsSpan().ContainsAny('_', '-') && !_names.Contains(name) && _folded.Contains(Fold(name));
    }

    private static string Fold(string name) => name.Replace('_', '-');
}
