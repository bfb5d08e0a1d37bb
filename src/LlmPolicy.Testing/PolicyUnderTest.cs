using System.Text.Json;
using LlmPolicy.Testing.Keys;

namespace LlmPolicy.Testing;

/// <summary>A policy whose providers trust throw-away keys in place of their own, remote ones included. It has nothing to fetch.</summary>
public sealed class PolicyUnderTest
{
    private readonly TokenIssuers _issuers;

    private PolicyUnderTest(PolicyCompilation compilation, TokenIssuers issuers) => (Compilation, _issuers) = (compilation, issuers);

    /// <summary>What came of the manifests: the policy, or what stands against it. The providers' own keys are checked, too, and then not used.</summary>
    public PolicyCompilation Compilation { get; }

    /// <summary>The policy; null if the manifests have errors.</summary>
    public CompiledPolicy? Policy => Compilation.Policy;

    /// <summary>Who issues tokens that the policy accepts: its providers, in the order of the manifests.</summary>
    public IReadOnlyList<TokenIssuer> Issuers => _issuers.All;

    /// <summary>Compiles manifests with throw-away keys. Nothing in a manifest throws.</summary>
    /// <param name="files">The manifests.</param>
    /// <param name="keys">The keys. With the same ones, a token that one version of a manifest accepts has the key that another version trusts.</param>
    /// <param name="options">What may be taken for granted beside the manifests; null: the defaults.</param>
    public static PolicyUnderTest Compile(IEnumerable<ManifestFile> files, ThrowAwayKeys keys, PolicyCompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        TokenIssuers issuers = new(keys);
        return new PolicyUnderTest(PolicyCompiler.Compile(files, (options ?? new()).WithKeysInstead(issuers.Add).WithApiKeysBeside(keys.For)), issuers);
    }

    /// <summary>The issuer of a provider: by its name, or where several of one name differ, by <c>NAME@FILE(LINE,COLUMN)</c>.</summary>
    /// <param name="provider">The provider; null: the only one there is.</param>
    /// <exception cref="ArgumentException">None, or several that differ; the message says which there are.</exception>
    public TokenIssuer Issuer(string? provider = null) => _issuers.Find(provider, out string problem) ?? throw new ArgumentException(problem, nameof(provider));

    /// <summary>The issuer of a provider, or of the only one that can be meant where a caller with these claims sends this request.</summary>
    internal TokenIssuer? Find(string? provider, PolicyRequest request, JsonElement claims, out string problem) =>
        _issuers.Find(provider, issuers => Policy is { } policy ? MeantIssuers.Among(issuers, policy, request, claims) : issuers, out problem);
}
