using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace LlmPolicy.RegularExpressions;

/// <summary>
/// A regular expression as RE2 understands it: on .NET's linear-time engine, culture-invariant, over UTF-8 text.
/// </summary>
internal sealed partial class Re2
{
    /// <summary>.NET measures what it builds of a pattern only once it has read and reduced it, which takes the longer the longer it is.</summary>
    private const int MaxLength = 1 << 16;

    /// <summary>
    /// One match is linear in the text, but the next one may look at all of the rest again (<c>a.*b|a</c>). So many matches times the text's length
    /// are some 15 ms at the worst; a text of 2,896 bytes never has more.
    /// </summary>
    public const int MaxReplacingSteps = 1 << 23;

    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Regex _whole;
    private readonly string _translated;

    /// <summary>.NET's word boundary is Unicode's, RE2's is ASCII's: they agree on ASCII text, and no other is matched.</summary>
    private readonly bool _asciiOnly;

    private Re2(string pattern, string translated, string start)
    {
        _asciiOnly = WordBoundary().IsMatch(pattern);
        Pattern = pattern;
        Start = start;
        _translated = translated;
        _whole = new Regex($@"\A(?:{translated})\z", Linear);

        // By itself it may hold what the group around it hides: "a)|(b".
        _ = new Regex(translated, RegexOptions.CultureInvariant);
    }

    public string Pattern { get; }

    /// <summary>What every text that matches as a whole begins with; empty where nothing is certain.</summary>
    public string Start { get; }

    /// <summary>How many groups the pattern captures.</summary>
    public int Groups => Anywhere.GetGroupNumbers().Length - 1;

    /// <summary>Made for rewrites alone: each takes some 0.5 ms to make and some 0.5 MB to keep.</summary>
    private Regex Anywhere => field ??= new Regex(_translated, Linear);

    /// <summary>Compiles a pattern; <paramref name="error"/> says why it can't be.</summary>
    public static Re2? TryCreate(string pattern, out string? error)
    {
        if (pattern.Length > MaxLength)
        {
            error = $"more than {MaxLength} characters";
            return null;
        }

        if (Re2Syntax.Translate(pattern, out string start, out error) is not { } translated)
        {
            return null;
        }

        try
        {
            return new Re2(pattern, translated, start);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = e.Message;
            return null;
        }
    }

    /// <summary>Whether all of <paramref name="bytes"/> matches.</summary>
    public bool IsMatch(string bytes) => ToText(bytes) is { } text && _whole.IsMatch(text);

    /// <summary>
    /// Every match replaced by <paramref name="substitution"/>; null where that may take more than <see cref="MaxReplacingSteps"/>.
    /// As in RE2, no empty match follows another match at once.
    /// </summary>
    public string? Replace(string bytes, Re2Substitution substitution)
    {
        if (substitution.ReplacesNothing || ToText(bytes) is not { } text)
        {
            return bytes;
        }

        int end = -1;
        int matches = 0;
        int most = MaxReplacingSteps / Math.Max(1, text.Length);
        string Expand(Match match)
        {
            matches++;
            bool adjacent = match.Length == 0 && match.Index == end;
            end = match.Index + match.Length;
            return adjacent ? "" : substitution.Expand(match);
        }

        string replaced = Anywhere.Replace(text, Expand, most + 1);
        return matches > most ? null : ToBytes(replaced);
    }

    /// <summary>Null for what is no UTF-8: none of RE2's characters matches it.</summary>
    private string? ToText(string bytes)
    {
        if (Ascii.IsValid(bytes) || _asciiOnly)
        {
            return Ascii.IsValid(bytes) ? bytes : null;
        }

        byte[] utf8 = Encoding.Latin1.GetBytes(bytes);
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
    }

    [GeneratedRegex(@"(?<!\\)(\\\\)*\\[bB]", RegexOptions.CultureInvariant)]
    private static partial Regex WordBoundary();

    private static string ToBytes(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
