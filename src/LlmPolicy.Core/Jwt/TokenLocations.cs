using System.Buffers;
using LlmPolicy.Exchanges;

namespace LlmPolicy.Jwt;

/// <summary>A place where a provider's tokens are looked for.</summary>
internal interface ITokenLocation
{
    /// <summary>Adds every token there is at this place.</summary>
    void Find(Exchange exchange, List<FoundToken> tokens);

    /// <summary>The place alone: two of the same find the same tokens.</summary>
    string Place { get; }

    /// <summary>The manifest's line that names the place.</summary>
    SourcePosition Origin { get; }

    /// <summary>Takes the place off the request, before it goes upstream.</summary>
    void Strip(Exchange exchange);

    /// <summary>Leaves the token that was accepted here on the request (<c>keepToken</c>).</summary>
    void Keep(Exchange exchange);
}

/// <summary><c>tokenSource.headers[]</c>, or by default <c>Authorization: Bearer </c>. Every line is a token of its own.</summary>
internal sealed class HeaderLocation(string name, string prefix, SourcePosition origin) : ITokenLocation
{
    private static readonly SearchValues<char> TokenStart =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly HeaderChange _removal = HeaderChange.Remove(name, origin);

    public string Name { get; } = name;

    /// <summary>Envoy keeps its places in this order.</summary>
    public string SortKey { get; } = name.ToLowerInvariant() + prefix;

    public string Place { get; } = $"header {name.ToLowerInvariant()}:{prefix}";

    public SourcePosition Origin => origin;

    public void Find(Exchange exchange, List<FoundToken> tokens)
    {
        foreach (string line in exchange.Headers.Lines(Name))
        {
            if (TryExtract(line, out var token))
            {
                tokens.Add(new FoundToken(this, token));
            }
        }
    }

    public void Strip(Exchange exchange) => exchange.Headers.Remove(_removal);

    public void Keep(Exchange exchange) => exchange.KeepHeader(Name);

    public override string ToString() => prefix.Length == 0 ? $"header {Name}" : $"header {Name} after '{prefix}'";

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

/// <summary><c>tokenSource.queryParams[]</c>, or by default <c>access_token</c>.</summary>
internal sealed class QueryLocation(string name, SourcePosition origin) : ITokenLocation
{
    public string Name { get; } = name;

    public string Place { get; } = $"query {name}";

    public SourcePosition Origin => origin;

    public void Find(Exchange exchange, List<FoundToken> tokens)
    {
        if (exchange.Query.Decoded(Name) is { } token)
        {
            tokens.Add(new FoundToken(this, token.AsMemory()));
        }
    }

    public void Strip(Exchange exchange) => exchange.RemoveQueryParameter(Name);

    public void Keep(Exchange exchange) => exchange.KeepParameter(Name);

    public override string ToString() => $"query parameter {Name}";
}

/// <summary>A token, not read yet, and where it was found.</summary>
internal readonly record struct FoundToken(ITokenLocation Location, ReadOnlyMemory<char> Text);
