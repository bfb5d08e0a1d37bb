using LlmPolicy.Exchanges;
using LlmPolicy.ExtAuth;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>What every part of the compiler shares: the resources by name, the options, and where to report.</summary>
internal sealed class CompileContext(PolicyCompilerOptions options, DiagnosticBag diagnostics)
{
    public PolicyCompilerOptions Options { get; } = options;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public Dictionary<ResourceName, UpstreamAddress> Upstreams { get; } = [];

    /// <summary>Upstreams that nothing can be sent to by what their manifests say.</summary>
    public Dictionary<ResourceName, UnreachableUpstream> Unreachable { get; } = [];

    /// <summary>Keys that stand in Upstreams themselves, by the names that requests get them by.</summary>
    public Dictionary<ResourceName, HeaderSecret> InlineKeys { get; } = [];

    /// <summary>All resources, by kind and name.</summary>
    public ResourceIndex Resources { get; } = new();

    /// <summary>Tables that some route led to so far.</summary>
    public HashSet<RouteTable> EnteredTables { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Delegations met so far.</summary>
    public List<Delegation> Delegations { get; } = [];

    /// <summary>The Settings that Gloo goes by: those called <c>default</c>, else the first. Null without any.</summary>
    public Settings? Settings => field ??= Resources.All<Settings>().OrderBy(settings => settings.Name.Name != "default").FirstOrDefault();

    /// <summary>Remote key sets met so far, once each.</summary>
    public HashSet<RemoteJwks> RemoteKeys { get; } = [];

    /// <summary>What counts requests.</summary>
    public RateLimitRules RateLimits => field ??= new LimitRulesCompiler(this).Compile();

    /// <summary>When <c>ratelimit</c> and what is like it are asked (<c>ratelimitServer.rateLimitBeforeAuth</c>).</summary>
    public StepPhase UsualLimits => Settings?.RateLimitServer is { RateLimitBeforeAuth: true } ? StepPhase.EarlyLimit : StepPhase.Limit;

    /// <summary>What becomes of requests that nobody counts (<c>ratelimitServer.denyOnFail</c>, else the host's word).</summary>
    public RateLimitFailureMode OnRateLimitFailure => Settings?.RateLimitServer?.DenyOnFail switch
    {
        true => RateLimitFailureMode.Refuse,
        false => RateLimitFailureMode.Allow,
        null => Options.OnRateLimitFailure,
    };

    /// <summary>The AuthConfigs compiled so far; null for one that can't be.</summary>
    public Dictionary<AuthConfig, AuthStep?> AuthSteps { get; } = new(ReferenceEqualityComparer.Instance);

    public void Error(string code, SourcePosition position, string message, string? remedy = null) =>
        Diagnostics.Error(code, position, message, remedy);

    /// <summary>Whether what is missing is passed over, as in Gloo.</summary>
    public bool PassesOverMissing => Options.MissingReferences != DiagnosticSeverity.Error || Options.LaxRules.Contains(StrictnessRules.ReferenceMissing);

    /// <summary>Options that are referred to. Gloo warns where they are missing; here the guard that they may hold must not be, unless that is asked for.</summary>
    public T? FindOptions<T>(ResourceRef reference)
        where T : Resource
    {
        var name = reference.Named();
        if (!Resources.TryFind<T>(name, out var found))
        {
            MissingByRule(
                DiagnosticCodes.MissingReference, reference.Position, $"No {typeof(T).Name} {name} is defined.",
                reference.Advice("Add it to the manifests; where it is elsewhere, LlmPolicy:MissingReferences=warn passes it over, with the guard that it may hold."));
        }

        return found;
    }

    /// <summary>An error by the rule <c>reference.missing</c>, or Gloo's warning.</summary>
    public void MissingByRule(string code, SourcePosition position, string message, string remedy) =>
        Diagnostics.Add(PassesOverMissing ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, code, position, message, remedy, StrictnessRules.ReferenceMissing);

    public void Missing(DiagnosticSeverity severity, string code, SourcePosition position, string message, string remedy) =>
        Diagnostics.Add(severity, code, position, message, remedy);
}
