namespace LlmPolicy.Tests;

/// <summary>What the compiler finds fault with in a resource that attaches to routes: here in a UsagePolicy.</summary>
internal static class UsagePolicyFaults
{
    private const string NameOne = "Name a VirtualService or a RouteTable.";

    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        ["a resource of our own that attaches to nothing"] = new(DiagnosticCodes.Attachment, Manifests("{name: §usage}", "meter: true"), "Name a VirtualService or a RouteTable in targetRefs."),
        ["a host to attach to that is not there"] = Policy("{kind: VirtualService, name: §elsewhere}", "Add it to the manifests, or name one of this namespace."),
        ["a table to attach to that is not there"] = Policy("{kind: RouteTable, name: §vs}", "Add it to the manifests, or name one of this namespace."),
        ["a route to attach to that is not there"] = Policy("{kind: VirtualService, name: vs, sectionName: §lost}", "Give the route that name, or take sectionName out for all of them."),
        ["a kind that nothing attaches to"] = Policy("{kind: §Upstream, name: up}", NameOne),
    };

    private static Fault Policy(string target, string remedy) => new(DiagnosticCodes.Attachment, Manifests("{name: usage}", $"targetRefs: [{target}], meter: true"), remedy);

    private static string Manifests(string metadata, string spec) =>
        Manifest.Service(Manifest.ForwardAll) + $"\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: UsagePolicy\nmetadata: {metadata}\nspec: {{{spec}}}\n";
}
