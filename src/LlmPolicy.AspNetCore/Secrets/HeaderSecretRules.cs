using System.Buffers;

namespace LlmPolicy.Secrets;

/// <summary>What of a header secret can be sent. Anything else would be dropped on the way, and the request go out without its key.</summary>
internal static class HeaderSecretRules
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Tab left out.</summary>
    private static readonly SearchValues<char> Control =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c).Where(c => c != '\t'), '\x7f']);

    private static readonly string[] NeverSet = ["host", "content-length", "transfer-encoding", "connection"];

    /// <summary>Why the secret can't be sent; null if it can. Never holds a value.</summary>
    public static string? Problem(HeaderSecret secret)
    {
        if (secret.Headers.Count == 0)
        {
            return "it has no header";
        }

        foreach ((string name, var value) in secret.Headers)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) || NeverSet.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return "a header's name is none that can be set";
            }

            if (Problem(value.Reveal()) is { } problem)
            {
                return $"the value of {name} {problem}";
            }
        }

        return null;
    }

    private static string? Problem(string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return "is empty";
        }

        return value.AsSpan().ContainsAny(Control) ? "has a control character or a line break"
            : value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') ? "has a character that no header can carry"
            : null;
    }
}
