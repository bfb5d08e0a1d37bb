using System.Buffers;
using LlmPolicy.Http;

namespace LlmPolicy.Headers;

/// <summary>What of a header secret can be sent. Anything else would be dropped on the way, and the request go out without its key.</summary>
internal static class HeaderSecretRules
{
    /// <summary>Tab left out.</summary>
    private static readonly SearchValues<char> Control =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c).Where(c => c != '\t'), '\x7f']);

    private static readonly string[] NeverSet = ["host", "content-length", "transfer-encoding", "connection"];

    /// <summary>Why a header can't be sent, in words that hold no value; null if it can.</summary>
    public static string? Problem(string name, SecretValue value) =>
        !HeaderSyntax.IsName(name) || NeverSet.Contains(name, StringComparer.OrdinalIgnoreCase) ? "a header's name is none that can be set"
        : Problem(value.Reveal()) is { } problem ? $"the value of {name} {problem}"
        : null;

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
