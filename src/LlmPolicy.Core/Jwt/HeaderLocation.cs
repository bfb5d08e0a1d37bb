using System.Buffers;
using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary><c>tokenSource.headers[]</c>, or by default <c>Authorization: Bearer </c>. Every line is a token of its own.</summary>
internal sealed class HeaderLocation(string name, string prefix, SourcePosition origin) : ITokenLocation
{
    private static readonly SearchValues<char> TokenStart =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly HeaderChange _removal = HeaderChange.Remove(name, origin);

    /// <summary>Envoy keeps its places in this order.</summary>
    public string SortKey { get; } = name.ToLowerInvariant() + prefix;

    public string Place { get; } = $"header {name.ToLowerInvariant()}:{prefix}";

    public SourcePosition Origin => origin;

    public void Find(Exchange exchange, List<FoundToken> tokens)
    {
        foreach (string line in exchange.Headers.Lines(name))
        {
            if (TryExtract(line, out var token))
            {
                tokens.Add(new FoundToken(this, token));
            }
        }
    }

    public void Strip(Exchange exchange) => exchange.Headers.Remove(_removal);

    public override string ToString() => prefix.Length == 0 ? $"header {name}" : $"header {name} after '{prefix}'";

    /// <summary>The prefix may stand anywhere; the token runs from the next char that can begin one to the end of the value.</summary>
    private bool TryExtract(string value, out ReadOnlyMemory<char> token)
    {
        token = value.AsMemory();
        int found = value.IndexOf(prefix, StringComparison.Ordinal);
        if (found >= 0 && prefix.Length > 0)
        {
            int rest = found + prefix.Length;
            int start = value.AsSpan(rest).IndexOfAny(TokenStart);
            token = start < 0 ? token : token[(rest + start)..];
        }

        return found >= 0;
    }
}
