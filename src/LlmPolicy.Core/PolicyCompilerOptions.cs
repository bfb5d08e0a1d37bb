using LlmPolicy.Compilation;
using LlmPolicy.ExtAuth;
using LlmPolicy.Resources;

namespace LlmPolicy;

/// <summary>What <see cref="PolicyCompiler"/> may take for granted beside the manifests.</summary>
public sealed class PolicyCompilerOptions
{
    /// <summary>
    /// Addresses that replace those of Upstreams, TLS and its name included, and stand for Upstreams that no manifest defines. An IP
    /// address or localhost leaves the manifest's name for <c>autoHostRewrite</c>. The dictionary's own comparer counts
    /// (<see cref="ResourceName.IgnoreCase"/>). Default: none.
    /// </summary>
    public IReadOnlyDictionary<ResourceName, Uri> Upstreams { get; init; } = new Dictionary<ResourceName, Uri>();

    /// <summary>Header secrets that a host can supply, beside those of the manifests. The set's own comparer counts. Default: none.</summary>
    public IReadOnlySet<ResourceName> Secrets { get; init; } = new HashSet<ResourceName>();

    /// <summary>How a reference to an Upstream that nothing defines is reported. Default: error (a guard, which forwards nothing, warns).</summary>
    public DiagnosticSeverity MissingUpstream { get; init; } = DiagnosticSeverity.Error;

    /// <summary>How a reference to a Secret that nothing defines is reported. Default: error.</summary>
    public DiagnosticSeverity MissingSecret { get; init; } = DiagnosticSeverity.Error;

    /// <summary>
    /// How a reference to a RouteOption, a VirtualHostOption or an Upstream that nothing defines is reported. Error, which is the rule <c>reference.missing</c>; or as Gloo
    /// does it, warning: the options are passed over, whatever guard they may have held, and the Upstream's routes answer 503. Where
    /// <see cref="MissingUpstream"/> is a warning, it counts for Upstreams. Default: error.
    /// </summary>
    public DiagnosticSeverity MissingReferences { get; init; } = DiagnosticSeverity.Error;

    /// <summary>
    /// Paths of fields that are known, not enforced, and may stand all the same with a warning, as <c>spec.virtualHost.options.waf</c>; with a document's
    /// namespace and name before them in that one alone, as <c>default/chat:spec.virtualHost.options.waf</c>. Default: none.
    /// </summary>
    public IReadOnlySet<string> Unenforced { get; init; } = new HashSet<string>();

    /// <summary>Ids of strictness rules to switch off (docs/differences.md). Default: none.</summary>
    public IReadOnlySet<string> LaxRules { get; init; } = new HashSet<string>();

    /// <summary>
    /// Ids of strictness rules to switch on that are off by default (<see cref="StrictnessRules.OffByDefault"/>); any other is on anyhow. One that
    /// <see cref="LaxRules"/> names too is an error. Default: none.
    /// </summary>
    public IReadOnlySet<string> StrictRules { get; init; } = new HashSet<string>();

    /// <summary>The rules that are off.</summary>
    internal IReadOnlySet<string> RulesOff => LaxRules.Concat(StrictnessRules.OffByDefault.Except(StrictRules)).ToHashSet();

    /// <summary>Verifies for Ed25519 keys. Default null: such a key is an error that names the package <c>LlmPolicy.EdDsa</c>.</summary>
    public IEd25519Verifier? Ed25519 { get; init; }

    /// <summary>
    /// Hosts of key servers in a network that is trusted: <c>jwks.remote.url</c> may name them without <c>upstreamRef</c> over plain http.
    /// Compared without regard to case. Default: none.
    /// </summary>
    public IReadOnlySet<string> PrivateKeyHosts { get; init; } = new HashSet<string>();

    /// <summary>Whether a virtual host without <c>rbac</c> denies every request (<c>Settings.rbac.requireRbac</c>). Default false.</summary>
    public bool RequireRbac { get; init; }

    /// <summary>Whether a route that says nothing of it takes WebSockets (<c>httpConnectionManagerSettings.upgrades</c> of a Gateway). Default true, as Gloo's.</summary>
    public bool AllowWebSockets { get; init; } = true;

    /// <summary>What refusals look like. Default: <see cref="RefusalBodies.Envoy"/>.</summary>
    public RefusalBodies RefusalBodies { get; init; }

    /// <summary>What becomes of requests while a rate limit service does not answer. Default: <see cref="RateLimitFailureMode.Refuse"/>.</summary>
    public RateLimitFailureMode OnRateLimitFailure { get; init; }

    /// <summary>
    /// Whether the host has an <see cref="IRateLimitService"/> of its own, that answers for any domain. Without one, descriptors that no rule of the manifests counts are an error.
    /// Default: false.
    /// </summary>
    public bool HasRateLimitService { get; init; }

    /// <summary>The kinds of our own group. Default: all of them.</summary>
    internal IReadOnlyList<AttachedKind> AttachedKinds { get; init; } = AttachedKind.All;

    /// <summary>The kinds that are read.</summary>
    internal IReadOnlyList<ResourceKind> Kinds => [.. ResourceKind.All, .. AttachedKinds.Select(kind => kind.Kind)];

    /// <summary>
    /// Keys in place of a provider's own, which are checked and then not used; nothing is fetched. Internal, for tests of a policy:
    /// a host that serves callers must not have it.
    /// </summary>
    internal Func<string, JwtProvider, KeySet>? KeysInstead { get; private set; }

    /// <summary>
    /// A further key for each API key, as good as it: asked for by the digest that the Secret's key has, and the secret of an HMAC if it is one. Internal, for tests of a policy: a host
    /// that serves callers must not have it.
    /// </summary>
    internal Func<KeyDigest, byte[]?, string>? ApiKeysBeside { get; private set; }

    /// <summary>The same options with a further key beside each API key.</summary>
    internal PolicyCompilerOptions WithApiKeysBeside(Func<KeyDigest, byte[]?, string> keys)
    {
        var copy = (PolicyCompilerOptions)MemberwiseClone();
        copy.ApiKeysBeside = keys;
        return copy;
    }

    /// <summary>The same options with keys in place of the providers' own, asked for by a provider's name and what the manifest says of it.</summary>
    internal PolicyCompilerOptions WithKeysInstead(Func<string, JwtProvider, KeySet> keys)
    {
        var copy = (PolicyCompilerOptions)MemberwiseClone();
        copy.KeysInstead = keys;
        return copy;
    }
}
