using System.Buffers;
using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary><c>tokenSource.headers[]</c>, or by default <c>Authorization: Bearer </c>. Every line is a token of its own.</summary>
internal sealed class HeaderLocation(string name, string prefix, SourcePosition origin) : ITokenLocation
{
    private static readonly SearchValues<char> TokenStart =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Envoy keeps its places in this order.</summary>
    public string SortKey { get; } = name.ToLowerInvariant() + prefix;

    public SourcePosition Origin => origin;

    public IEnumerable<string> Find(Exchange exchange) => exchange.Headers.Lines(name).Select(Extract).OfType<string>();

    public void Strip(Exchange exchange) => exchange.Headers.Remove(name, origin);

    public override string ToString() => prefix.Length == 0 ? $"header {name}" : $"header {name} after '{prefix}'";

    /// <summary>The prefix may stand anywhere; the token runs from the next char that can begin one to the end of the value.</summary>
    private string? Extract(string value)
    {
        int found = value.IndexOf(prefix, StringComparison.Ordinal);
        if (found < 0 || prefix.Length == 0)
        {
            return found < 0 ? null : value;
        }

        int rest = found + prefix.Length;
        int start = value.AsSpan(rest).IndexOfAny(TokenStart);
        return start < 0 ? value : value[(rest + start)..];
    }
}
