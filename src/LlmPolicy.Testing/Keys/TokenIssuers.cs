using LlmPolicy.Resources;

namespace LlmPolicy.Testing.Keys;

/// <summary>The providers of a policy that is compiled with throw-away keys.</summary>
internal sealed class TokenIssuers(ThrowAwayKeys keys)
{
    private readonly List<TokenIssuer> _issuers = [];

    /// <summary>In the order of the manifests, each once.</summary>
    public IReadOnlyList<TokenIssuer> All => [.. _issuers.DistinctBy(i => (i.Provider, i.Position))];

    /// <summary>What the compiler asks for: the keys of a provider.</summary>
    public KeySet Add(string name, JwtProvider provider)
    {
        var pair = keys.For(provider);
        _issuers.Add(new TokenIssuer(name, provider, pair));
        return pair.PublicKeys;
    }

    /// <summary>A provider by its name, or where several of one name differ, by <c>NAME@FILE(LINE,COLUMN)</c>; null: the only one there is.</summary>
    public TokenIssuer? Find(string? provider, out string problem) => Find(provider, all => all, out problem);

    /// <inheritdoc cref="Find(string?, out string)"/>
    /// <param name="provider">The name.</param>
    /// <param name="narrow">Of several, those that can be meant.</param>
    /// <param name="problem">Why there is none.</param>
    public TokenIssuer? Find(string? provider, Func<IReadOnlyList<TokenIssuer>, IReadOnlyList<TokenIssuer>> narrow, out string problem)
    {
        IReadOnlyList<TokenIssuer> called = [.. All.Where(i => provider is null || i.Provider == provider || Name(i) == provider)];
        var found = called.Count > 1 ? narrow(called) : called;
        if (found.Count > 0 && found.All(found[0].IssuesTheSameAs))
        {
            problem = "";
            return found[0];
        }

        string none = provider is null ? "There is no provider" : $"No provider is called '{provider}'";
        string several = provider is null ? "There is more than one provider" : $"More than one provider is called '{provider}'";
        var known = found.Count > 0 ? found : All;
        problem = $"{(found.Count == 0 ? none : several)}.{(known.Count == 0 ? "" : $" There are: {string.Join(", ", known.Select(Name))}.")}";
        return null;
    }

    private static string Name(TokenIssuer issuer) => $"{issuer.Provider}@{issuer.Position}";
}
