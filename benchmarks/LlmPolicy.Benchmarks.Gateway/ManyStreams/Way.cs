using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>A way from the provider to the client: a role, and the policy that it carries out.</summary>
/// <param name="Name">Its row.</param>
/// <param name="Role">The role that stands in between; null: none.</param>
/// <param name="Policy">Makes the way's VirtualService, and what else it needs behind <c>---</c>, of the lab's.</param>
internal sealed record Way(string Name, string? Role, Func<string, string> Policy)
{
    /// <summary>What the report compares the others with.</summary>
    public static Way Yarp { get; } = new("YARP alone", "yarp", lab => lab);

    /// <summary>All that are measured, in the order of their rows. A policy that is to be compared is a line here.</summary>
    public static IReadOnlyList<Way> All { get; } =
    [
        new("no gateway", null, lab => lab),
        Yarp,
        new("LlmPolicy", "llmpolicy", lab => lab),
        new("LlmPolicy, metered", "llmpolicy", lab => lab + Attached("UsagePolicy", "meter: true")),
        new("LlmPolicy, model rule and meter", "llmpolicy", lab => lab + Attached("ModelPolicy", "rules: [{models: ['*']}]")),
    ];

    /// <summary>Starts a process for it; null: nothing stands in between.</summary>
    /// <param name="upstream">The provider's address.</param>
    /// <param name="folder">Where its manifests go.</param>
    public async Task<RoleProcess?> StartAsync(Uri upstream, DirectoryInfo folder)
    {
        if (Role is null)
        {
            return null;
        }

        string manifests = Path.Combine(folder.FullName, Name);
        Directory.CreateDirectory(manifests);
        File.Copy(LabPolicy.UpstreamFile(LabPolicy.Folder), LabPolicy.UpstreamFile(manifests), overwrite: true);
        string lab = await File.ReadAllTextAsync(LabPolicy.VirtualService(LabPolicy.Folder));
        await File.WriteAllTextAsync(LabPolicy.VirtualService(manifests), Policy(lab));
        return await RoleProcess.StartAsync(Role, "--upstream", upstream.ToString(), "--manifests", manifests);
    }

    private static string Attached(string kind, string spec) => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: {{kind}}
        metadata: {name: streams, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: ai-services-vs}], {{spec}}}

        """;
}
