using System.Text;
using System.Text.RegularExpressions;

namespace LlmPolicy.Routing;

/// <summary>
/// A regular expression as RE2 understands it: on .NET's linear-time engine, culture-invariant, over UTF-8 text.
/// </summary>
internal sealed class Re2
{
    private readonly Regex _whole;
    private readonly Regex _anywhere;

    private Re2(string pattern, string translated)
    {
        const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        Pattern = pattern;
        _whole = new Regex($@"\A(?:{translated})\z", Options);
        _anywhere = new Regex(translated, Options);
    }

    public string Pattern { get; }

    /// <summary>How many groups the pattern captures.</summary>
    public int Groups => _anywhere.GetGroupNumbers().Length - 1;

    /// <summary>Compiles a pattern; <paramref name="error"/> says why it can't be.</summary>
    public static Re2? TryCreate(string pattern, out string? error)
    {
        if (Re2Syntax.Translate(pattern, out error) is not { } translated)
        {
            return null;
        }

        try
        {
            return new Re2(pattern, translated);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = e.Message;
            return null;
        }
    }

    /// <summary>Whether all of <paramref name="bytes"/> matches.</summary>
    public bool IsMatch(string bytes) => _whole.IsMatch(ToText(bytes));

    /// <summary>Every match replaced by <paramref name="substitution"/>.</summary>
    public string Replace(string bytes, Re2Substitution substitution) =>
        ToBytes(_anywhere.Replace(ToText(bytes), substitution.Expand));

    private static string ToText(string bytes) => Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    private static string ToBytes(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
