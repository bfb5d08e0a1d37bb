using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>417 manifests as people write them.</summary>
internal static class VirtualServiceCorpus
{
    public static IReadOnlyList<string> Manifests() =>
        [.. File.ReadLines(Repository.Corpus("virtualservices", "manifests.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("yaml").GetString()!)];

    /// <summary>Compiles a manifest; the upstreams that it refers to have addresses, and what it asks of rate limits is counted elsewhere.</summary>
    public static PolicyCompilation Compile(string manifest) => Compiling.Compile(manifest, new PolicyCompilerOptions
    {
        HasRateLimitService = true,
        Upstreams = YamlTree.Documents(manifest).SelectMany(References).Distinct().ToDictionary(name => name, _ => new Uri("http://localhost:8080")),
    });

    private static IEnumerable<ResourceName> References(YamlMappingNode document)
    {
        string ownNamespace = document.Child("metadata", "namespace").Text() ?? "default";
        return document.AllNodes.OfType<YamlMappingNode>().SelectMany(n => new[] { n.Child("upstream"), n.Child("upstreamRef") }).OfType<YamlMappingNode>()
            .Select(u => new ResourceName(u.Child("namespace").Text() ?? ownNamespace, u.Child("name").Text()!));
    }
}
