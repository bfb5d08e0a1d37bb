using System.Buffers;
using LlmPolicy.Http;

namespace LlmPolicy.Headers;

/// <summary>What of a header secret can be sent. Anything else would be dropped on the way, and the request go out without its key.</summary>
internal static class HeaderSecretRules
{
    public const string Remedy =
        "Write a header's name and its value on one line, under stringData or as base64 of no more than that: printf adds no line feed, echo does. Write a literal percent sign as %%.";

    /// <summary>Tab left out.</summary>
    private static readonly SearchValues<char> Control =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c).Where(c => c != '\t'), '\x7f']);

    private static readonly string[] NeverSet = ["host", "content-length", "transfer-encoding", "connection"];

    /// <summary>Whether no header of that name can be set.</summary>
    public static bool IsNeverSet(string name) => !HeaderSyntax.IsName(name) || NeverSet.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a header can't be sent, in words that hold no value; null if it can.</summary>
    public static string? Problem(string name, SecretValue value) =>
        IsNeverSet(name) ? "a header has a name that can't be set"
        : Problem(value.Reveal()) is { } problem ? $"the value of {name} {problem}"
        : null;

    /// <summary>
    /// Why Envoy loads no configuration with a Secret of the manifests, in words that hold no value; null if it does. To Envoy the value is one with commands, which would
    /// be carried out; here a Secret is put on as it stands, and has none.
    /// </summary>
    public static string? Refusal(string name, SecretValue value) =>
        HeaderSyntax.IsReserved(name) || !HeaderSyntax.IsValue(name) ? "a header has a name that can't be set"
        : !HeaderSyntax.IsValue(value.Reveal()) ? $"the value of {name} has a control character or a line break"
        : TryUnescape(value) is null ? $"the value of {name} has a percent sign that is not doubled"
        : null;

    /// <summary>The value of a Secret of the manifests as it is sent: a per cent is written twice there. Null where one is not.</summary>
    public static SecretValue? TryUnescape(SecretValue value)
    {
        string written = value.Reveal();
        string without = written.Replace("%%", "", StringComparison.Ordinal);
        return without.Contains('%', StringComparison.Ordinal) ? null
            : without.Length == written.Length ? value
            : new SecretValue(written.Replace("%%", "%", StringComparison.Ordinal));
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
