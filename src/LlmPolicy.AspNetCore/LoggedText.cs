namespace LlmPolicy;

/// <summary>Text of others in a log, where it must not look like anything else: what is no printable ASCII is a question mark, and what is long is cut.</summary>
internal static class LoggedText
{
    private const int Longest = 100;

    public static string Of(string text) => string.Concat(text.Take(Longest).Select(c => char.IsBetween(c, '!', '~') ? c : '?'));
}
