using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>What every part of the compiler shares: the resources by name, the options, and where to report.</summary>
internal sealed class CompileContext(PolicyCompilerOptions options, DiagnosticBag diagnostics)
{
    public PolicyCompilerOptions Options { get; } = options;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public Dictionary<ResourceName, UpstreamAddress> Upstreams { get; } = [];

    /// <summary>Upstreams of which the manifests say that nothing tells their hosts apart.</summary>
    public HashSet<ResourceName> WithoutSubsets { get; } = [];

    public Dictionary<ResourceName, Secret> Secrets { get; } = [];

    public Dictionary<ResourceName, RouteTable> RouteTables { get; } = [];

    public Dictionary<ResourceName, RouteOption> RouteOptions { get; } = [];

    public Dictionary<ResourceName, VirtualHostOption> VirtualHostOptions { get; } = [];

    public Dictionary<ResourceName, UpstreamGroup> UpstreamGroups { get; } = [];

    /// <summary>Tables that some route led to so far.</summary>
    public HashSet<RouteTable> EnteredTables { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Delegations met so far.</summary>
    public List<Delegation> Delegations { get; } = [];

    /// <summary>Remote key sets met so far, once each.</summary>
    public HashSet<RemoteJwks> RemoteKeys { get; } = [];

    public void Add(Resource resource)
    {
        switch (resource)
        {
            case Upstream { Kube: { HasSubsets: false } } or Upstream { Static: not null }:
                WithoutSubsets.Add(resource.Name);
                break;
            case Secret secret:
                Secrets[secret.Name] = secret;
                break;
            case RouteTable table:
                RouteTables[table.Name] = table;
                break;
            case RouteOption options:
                RouteOptions[options.Name] = options;
                break;
            case VirtualHostOption options:
                VirtualHostOptions[options.Name] = options;
                break;
            case UpstreamGroup group:
                UpstreamGroups[group.Name] = group;
                break;
        }
    }

    public void Error(string code, SourcePosition position, string message, string? remedy = null) =>
        Diagnostics.Error(code, position, message, remedy);

    /// <summary>Whether what is missing is passed over, as in Gloo.</summary>
    public bool PassesOverMissing => Options.MissingReferences != DiagnosticSeverity.Error || Options.LaxRules.Contains(StrictnessRules.ReferenceMissing);

    /// <summary>Options that are referred to. Gloo warns where they are missing; here the guard that they may hold must not be, unless that is asked for.</summary>
    public T? FindOptions<T>(IReadOnlyDictionary<ResourceName, T> options, ResourceRef reference)
        where T : Resource
    {
        var name = reference.Named();
        if (!options.TryGetValue(name, out var found))
        {
            MissingByRule(
                DiagnosticCodes.MissingReference, reference.Position, $"No {typeof(T).Name} {name} is defined.", reference.Advice("Add it to the manifests."));
        }

        return found;
    }

    /// <summary>An error by the rule <c>reference.missing</c>, or Gloo's warning.</summary>
    public void MissingByRule(string code, SourcePosition position, string message, string remedy) =>
        Diagnostics.Add(new Diagnostic(code, PassesOverMissing ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, message, position, remedy)
        {
            Rule = StrictnessRules.ReferenceMissing,
        });

    public void Missing(DiagnosticSeverity severity, string code, SourcePosition position, string message, string remedy) =>
        Diagnostics.Add(new Diagnostic(code, severity, message, position, remedy));
}
