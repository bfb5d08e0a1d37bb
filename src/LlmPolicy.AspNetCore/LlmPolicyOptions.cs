namespace LlmPolicy;

/// <summary>What an app may set: from the configuration section <c>LlmPolicy</c>, or in code. Validated at start.</summary>
/// <remarks>
/// In a configuration key <c>_</c> stands for <c>-</c> where nothing of the exact name exists, so that a shell can export it:
/// <c>LlmPolicy__Upstreams__my_ns__my_upstream</c>. Names are compared without regard to case; of two that differ by nothing else the later one counts.
/// </remarks>
public sealed class LlmPolicyOptions
{
    /// <summary>Manifest files, and folders whose <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> are read in ordinal order of their names; relative to the content root.</summary>
    /// <value>Default: the folder <c>policies</c>, unless manifests are added in code. What is missing stops the start.</value>
    public IList<string> Manifests { get; } = [];

    /// <summary>
    /// Manifests of a candidate, as <see cref="Manifests"/> names those of the policy: it is asked about each request, too, decides nothing, and what it would change is counted. One that
    /// does not load is a warning.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> Candidate { get; } = [];

    /// <summary>The URL of an Upstream; replaces its address, TLS and SNI, and stands for an Upstream that no manifest defines.</summary>
    public IDictionary<ResourceName, Uri> Upstreams { get; } = new Dictionary<ResourceName, Uri>(ResourceName.IgnoreCase);

    /// <summary>Header secrets by value. They come before <see cref="SecretFolders"/> and the manifests' own.</summary>
    public IDictionary<ResourceName, HeaderSecret> Secrets { get; } = new Dictionary<ResourceName, HeaderSecret>(ResourceName.IgnoreCase);

    /// <summary>Header secrets as folders with a file a header, read anew for each request; relative to the content root. They come before the manifests' own.</summary>
    /// <remarks>100 files of 64 KiB at most. Replace a file by a rename: one that is written in place is read when it has stood still for a tenth of a second.</remarks>
    public IDictionary<ResourceName, string> SecretFolders { get; } = new Dictionary<ResourceName, string>(ResourceName.IgnoreCase);

    /// <summary>
    /// Paths of fields that may stand unenforced, with a warning, as <c>spec.virtualHost.options.waf</c>; with a document's name before them in that one
    /// alone, as <c>default/chat:spec.virtualHost.options.waf</c>.
    /// </summary>
    public ISet<string> Unenforced { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Ids of the rules of strictness to switch off.</summary>
    public ISet<string> LaxRules { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Ids of the rules of strictness to switch on that are off by default (<see cref="StrictnessRules.OffByDefault"/>).</summary>
    public ISet<string> StrictRules { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// How a reference to a RouteOption, a VirtualHostOption or an Upstream that nothing defines is taken: an error, by the rule <c>reference.missing</c>; or, as Gloo
    /// does, a warning. Then the options are passed over with whatever guard they may have held, and the Upstream's routes answer 503. In configuration
    /// <c>error</c> or <c>warn</c>.
    /// </summary>
    /// <value>Default: error.</value>
    public DiagnosticSeverity MissingReferences { get; set; } = DiagnosticSeverity.Error;

    /// <summary>
    /// Hosts of key servers in a network of yours: <c>jwks.remote.url</c> may name them without <c>upstreamRef</c>, over plain http, and at private
    /// addresses; an authority that the app names in code (package <c>LlmPolicy.IdentityModel</c>) may be plain http. Compared without regard to case.
    /// </summary>
    /// <value>Default: none; such a url leads to public addresses alone, by https.</value>
    public ISet<string> PrivateKeyHosts { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a virtual host without <c>rbac</c> denies every request (<c>Settings.rbac.requireRbac</c>).</summary>
    /// <value>Default: false.</value>
    public bool RequireRbac { get; set; }

    /// <summary>
    /// What refusals look like: Envoy's sentences, or errors of the provider whose call was refused, which its client understands. Refusals before any route was found, and
    /// answers in an upstream's place, are Envoy's in any case. In configuration <c>envoy</c> or <c>provider</c>.
    /// </summary>
    /// <value>Default: Envoy's.</value>
    public RefusalBodies RefusalBodies { get; set; }

    /// <summary>
    /// Whether a gateway looks for the secrets that it sent in the upstream's answers with status 4xx and 5xx, in the head and in the first 64 KiB, and puts
    /// stars in their place.
    /// </summary>
    /// <value>Default: true.</value>
    public bool MaskSecrets { get; set; } = true;

    /// <summary>
    /// Whether headers that differ from those of claims (<c>claimsToHeaders</c>) and secrets in <c>_</c> for <c>-</c> alone are taken off what goes to an endpoint or
    /// an Upstream: <c>x_user</c> beside <c>x-user</c>, which CGI and some frameworks read as the same. A name counts in either spelling.
    /// </summary>
    /// <value>Default: false; as Envoy's <c>headers_with_underscores_action: ALLOW</c>.</value>
    public bool StripUnderscoreTwins { get; set; }

    /// <summary>
    /// Whether a route that says nothing of it (<c>upgrades</c>) takes WebSockets: what a Gateway's <c>httpConnectionManagerSettings.upgrades</c> says. Others
    /// answer a request for one with 403.
    /// </summary>
    /// <value>Default: true, as Gloo's listeners.</value>
    public bool AllowWebSockets { get; set; } = true;

    /// <summary>
    /// Whether WebSockets may come over HTTP/2, as extended <c>CONNECT</c> (RFC 8441; Envoy's <c>allow_connect</c>). Else the stream is reset.
    /// </summary>
    /// <value>Default: true. Gloo's listeners do not take them unless they are told to.</value>
    public bool AllowExtendedConnect { get; set; } = true;

    /// <summary>
    /// Whether a gateway passes <c>baggage</c> on to upstreams (W3C Baggage, and .NET's <c>Correlation-Context</c>). The trace context (<c>traceparent</c>, <c>tracestate</c>) goes
    /// upstream in any case.
    /// </summary>
    /// <value>Default: false.</value>
    public bool PropagateBaggage { get; set; }

    /// <summary>
    /// How often manifests and configuration are looked at. A change takes over after it has stood still from one look to the next; a bad one
    /// is logged, and the former policy stays in force. Zero: never.
    /// </summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A file that keeps the manifests which are in force: where those that a start finds do not load, it goes on with these, logs why, and is degraded in health checks
    /// (<c>AddHealthChecks().AddLlmPolicy()</c>) until manifests load again. Relative to the content root; its folder has to be there, writable for this process alone, and to outlive it. It holds
    /// what the manifests hold, Secrets too, and is readable for its owner alone (on Windows: as its folder says).
    /// </summary>
    /// <value>Default: null: manifests that do not load stop the start.</value>
    public string? LastGood { get; set; }

    /// <summary>
    /// Tokens that are refused although they are good, from their next request on: by a provider and a claim's value, or by a token's SHA-256. A change in the
    /// configuration holds at once, whatever becomes of the other options and of the manifests.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<RevokedToken> Revoked { get; } = [];

    /// <summary>Where budgets are kept, and under what names.</summary>
    public BudgetOptions Budgets { get; } = new();

    /// <summary>How rate limits are asked for.</summary>
    public RateLimitServiceOptions RateLimits { get; } = new();

    /// <summary>What is recorded of decisions.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>How verified tokens are remembered.</summary>
    public TokenCacheOptions TokenCache { get; } = new();

    /// <summary>Whether an Upstream or a Secret that nothing defines stops the start. A gateway sets it; a guard forwards nothing, and warns.</summary>
    /// <value>Default: false. Not read from configuration.</value>
    public bool RequireUpstreams { get; set; }

    internal List<string> BindingErrors { get; } = [];
}
