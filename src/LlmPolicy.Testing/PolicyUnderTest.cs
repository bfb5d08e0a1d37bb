using LlmPolicy.Resources;

namespace LlmPolicy.Testing;

/// <summary>A policy whose providers trust throw-away keys in place of their own, remote ones included. It has nothing to fetch.</summary>
public sealed class PolicyUnderTest
{
    private PolicyUnderTest(PolicyCompilation compilation, IReadOnlyList<TokenIssuer> issuers) => (Compilation, Issuers) = (compilation, issuers);

    /// <summary>What came of the manifests: the policy, or what stands against it. The providers' own keys are checked, too, and then not used.</summary>
    public PolicyCompilation Compilation { get; }

    /// <summary>The policy; null if the manifests have errors.</summary>
    public CompiledPolicy? Policy => Compilation.Policy;

    /// <summary>Who issues tokens that the policy accepts: its providers, in the order of the manifests.</summary>
    public IReadOnlyList<TokenIssuer> Issuers { get; }

    /// <summary>Compiles manifests with throw-away keys. Nothing in a manifest throws.</summary>
    /// <param name="files">The manifests.</param>
    /// <param name="keys">The keys. With the same ones, a token that one version of a manifest accepts has the key that another version trusts.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: the defaults.</param>
    public static PolicyUnderTest Compile(IEnumerable<ManifestFile> files, ThrowAwayKeys keys, PolicyCompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var issuers = new List<TokenIssuer>();
        var compilation = PolicyCompiler.Compile(files, (options ?? new()).WithKeysInstead((name, provider) => Add(issuers, name, provider, keys)));
        return new PolicyUnderTest(compilation, [.. issuers.DistinctBy(i => (i.Provider, i.Position))]);
    }

    /// <summary>The issuer of a provider: by its name, or where several of one name differ, by <c>NAME@FILE(LINE,COLUMN)</c>.</summary>
    /// <param name="provider">The provider; null: the only one there is.</param>
    /// <exception cref="ArgumentException">None, or several that differ; the message says which there are.</exception>
    public TokenIssuer Issuer(string? provider = null) => Find(provider, out string problem) ?? throw new ArgumentException(problem, nameof(provider));

    internal TokenIssuer? Find(string? provider, out string problem)
    {
        var found = Issuers.Where(i => provider is null || i.Provider == provider || Name(i) == provider).ToList();
        if (found is [var first, .. var others] && others.TrueForAll(first.IssuesTheSameAs))
        {
            problem = "";
            return first;
        }

        string none = provider is null ? "No provider is there" : $"No provider is called '{provider}'";
        string several = provider is null ? "There is more than one provider" : $"More than one provider is called '{provider}'";
        var known = found.Count > 0 ? found : Issuers;
        problem = $"{(found.Count == 0 ? none : several)}.{(known.Count == 0 ? "" : $" There are: {string.Join(", ", known.Select(Name))}.")}";
        return null;
    }

    private static KeySet Add(List<TokenIssuer> issuers, string name, JwtProvider provider, ThrowAwayKeys keys)
    {
        var pair = keys.For(provider);
        issuers.Add(new TokenIssuer(name, provider, pair));
        return pair.PublicKeys;
    }

    private static string Name(TokenIssuer issuer) => $"{issuer.Provider}@{issuer.Position}";
}
