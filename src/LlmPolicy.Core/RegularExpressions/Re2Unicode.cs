using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace LlmPolicy.RegularExpressions;

/// <summary>RE2's <c>\p{L}</c>: Unicode's general categories. .NET knows them as well, but sees what is beyond 16 bits as two characters.</summary>
internal static class Re2Unicode
{
    private const int FirstBeyond = 0x10000;
    private const int Last = 0x10FFFF;

    private static readonly Dictionary<string, UnicodeCategory[]> Categories = new(StringComparer.Ordinal)
    {
        ["Lu"] = [UnicodeCategory.UppercaseLetter],
        ["Ll"] = [UnicodeCategory.LowercaseLetter],
        ["Lt"] = [UnicodeCategory.TitlecaseLetter],
        ["Lm"] = [UnicodeCategory.ModifierLetter],
        ["Lo"] = [UnicodeCategory.OtherLetter],
        ["Mn"] = [UnicodeCategory.NonSpacingMark],
        ["Mc"] = [UnicodeCategory.SpacingCombiningMark],
        ["Me"] = [UnicodeCategory.EnclosingMark],
        ["Nd"] = [UnicodeCategory.DecimalDigitNumber],
        ["Nl"] = [UnicodeCategory.LetterNumber],
        ["No"] = [UnicodeCategory.OtherNumber],
        ["Pc"] = [UnicodeCategory.ConnectorPunctuation],
        ["Pd"] = [UnicodeCategory.DashPunctuation],
        ["Ps"] = [UnicodeCategory.OpenPunctuation],
        ["Pe"] = [UnicodeCategory.ClosePunctuation],
        ["Pi"] = [UnicodeCategory.InitialQuotePunctuation],
        ["Pf"] = [UnicodeCategory.FinalQuotePunctuation],
        ["Po"] = [UnicodeCategory.OtherPunctuation],
        ["Sm"] = [UnicodeCategory.MathSymbol],
        ["Sc"] = [UnicodeCategory.CurrencySymbol],
        ["Sk"] = [UnicodeCategory.ModifierSymbol],
        ["So"] = [UnicodeCategory.OtherSymbol],
        ["Zs"] = [UnicodeCategory.SpaceSeparator],
        ["Zl"] = [UnicodeCategory.LineSeparator],
        ["Zp"] = [UnicodeCategory.ParagraphSeparator],
    };

    private static readonly ConcurrentDictionary<string, string> Pairs = new(StringComparer.Ordinal);

    /// <summary>Reads <c>L}</c>, <c>{L}</c> or <c>{^L}</c> behind <c>\p</c>, for .NET; null, with an error, for what is no category.</summary>
    public static string? Translate(string pattern, char escape, ref int next, out string? error)
    {
        int close = next < pattern.Length && pattern[next] == '{' ? pattern.IndexOf('}', next) : next;
        if (next >= pattern.Length || close < 0)
        {
            error = $@"\{escape} needs a category";
            return null;
        }

        string name = pattern[next] == '{' ? pattern[(next + 1)..close] : pattern[next].ToString();
        next = close + 1;
        bool negated = name.StartsWith('^') != (escape == 'P');
        string category = name.TrimStart('^');
        if (category is not ("L" or "M" or "N" or "P" or "S" or "Z") && !Categories.ContainsKey(category))
        {
            error = $@"\{escape}{{{name}}} can't be translated";
            return null;
        }

        error = null;
        string units = negated ? $@"[^\p{{{category}}}\uD800-\uDFFF]" : $@"[\p{{{category}}}]";
        string pairs = Pairs.GetOrAdd(negated ? "^" + category : category, _ => Beyond(Members(category), negated));
        return pairs.Length == 0 ? units : $"(?:{units}|{pairs})";
    }

    private static HashSet<UnicodeCategory> Members(string category) =>
        [.. Categories.Where(c => c.Key.StartsWith(category, StringComparison.Ordinal)).SelectMany(c => c.Value)];

    /// <summary>The characters beyond 16 bits, as pairs: for each run of first halves the second halves that they have in common.</summary>
    private static string Beyond(HashSet<UnicodeCategory> members, bool negated)
    {
        var firstHalves = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        for (int high = FirstBeyond; high <= Last; high += 0x400)
        {
            string lows = SecondHalves(high, members, negated);
            if (lows.Length > 0)
            {
                var halves = firstHalves.TryGetValue(lows, out var found) ? found : firstHalves[lows] = new StringBuilder();
                halves.Append(CultureInfo.InvariantCulture, $@"\u{0xD800 + ((high - FirstBeyond) >> 10):X4}");
            }
        }

        return string.Join('|', firstHalves.Select(h => $"[{h.Value}][{h.Key}]"));
    }

    private static string SecondHalves(int high, HashSet<UnicodeCategory> members, bool negated)
    {
        var ranges = new StringBuilder();
        int start = -1;
        for (int low = 0; low <= 0x400; low++)
        {
            bool holds = low < 0x400 && members.Contains(CharUnicodeInfo.GetUnicodeCategory(high + low)) != negated;
            if (holds && start < 0)
            {
                start = low;
            }
            else if (!holds && start >= 0)
            {
                ranges.Append(CultureInfo.InvariantCulture, $@"\u{0xDC00 + start:X4}-\u{0xDC00 + low - 1:X4}");
                start = -1;
            }
        }

        return ranges.ToString();
    }
}
