using System.Globalization;

namespace LlmPolicy.Explaining;

/// <summary>
/// Text of a manifest, a request or a token for people: what would steer where it is shown (escapes, backspaces, marks that turn the direction of what follows) shows as <c>?</c>.
/// </summary>
internal static class Printable
{
    public static string Of(string text) => text.Any(Steers) ? string.Concat(text.Select(c => c == '\t' ? ' ' : Steers(c) ? '?' : c)) : text;

    private static bool Steers(char c) => c is not (>= ' ' and < '\x7f')
        && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
