namespace LlmPolicy.Tool.Output;

/// <summary>Text of a manifest or a token on a terminal: what would steer it (escapes, backspaces) shows as <c>?</c>.</summary>
internal static class Printable
{
    public static string Of(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '?' : c)) : text;
}
