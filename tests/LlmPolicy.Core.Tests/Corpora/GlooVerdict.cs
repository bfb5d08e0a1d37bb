using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>A real manifest, what Gloo's own translator says of it, and what is said here.</summary>
/// <param name="Name">Where it is from, and what it is.</param>
/// <param name="Kind">The document's kind.</param>
/// <param name="Gloo">Gloo's verdict: accepted, warning or error.</param>
/// <param name="Reason">Why Gloo refuses or warns, as a class.</param>
/// <param name="Ours">The same put to the compiler.</param>
internal sealed record GlooVerdict(string Name, string Kind, string Gloo, string Reason, PolicyCompilation Ours)
{
    /// <summary>A service that uses what stands alone, as Gloo's was asked with one.</summary>
    private static readonly Dictionary<string, string> Probes = new()
    {
        ["RouteTable"] = "{routes: [{delegateAction: {ref: REF}}]}",
        ["RouteOption"] = "{routes: [{routeAction: {single: {upstream: {name: probe}}}, optionsConfigRefs: {delegateOptions: [REF]}}]}",
        ["VirtualHostOption"] = "{routes: [], optionsConfigRefs: {delegateOptions: [REF]}}",
        ["UpstreamGroup"] = "{routes: [{routeAction: {upstreamGroup: REF}}]}",
        ["Upstream"] = "{routes: [{routeAction: {single: {upstream: REF}}}]}",
    };

    public string Here => !Ours.Succeeded ? "error" : Ours.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Warning) ? "warning" : "accepted";

    public static IReadOnlyList<GlooVerdict> All()
    {
        string[][] rows = [.. File.ReadLines(Repository.Corpus("virtualservices", "gloo-verdicts.tsv")).Skip(1).Select(row => row.Split('\t'))];
        List<(string File, string Yaml, YamlMappingNode Document)> manifests =
        [
            .. File.ReadLines(Repository.Corpus("virtualservices", "manifests.jsonl")).Select(l => JsonElement.Parse(l)).Select(m => (
                $"{m.GetProperty("repo").GetString()}:{m.GetProperty("path").GetString()}",
                m.GetProperty("yaml").GetString()!,
                YamlTree.Documents(m.GetProperty("yaml").GetString()!)[0])),
        ];
        return
        [
            .. rows.Zip(manifests, (row, manifest) =>
            {
                string kind = manifest.Document.Child("kind").Text()!;
                var neighbours = manifests.Where(m => m.File == manifest.File && m.Document != manifest.Document).ToList();
                return new GlooVerdict($"{row[0]} {row[1]}", kind, row[2], row[4], VirtualServiceCorpus.Compile(manifest.Yaml + Named(manifest.Document, neighbours) + Probe(kind, manifest.Document)));
            }),
        ];
    }

    /// <summary>What the document names, from its own file.</summary>
    private static string Named(YamlMappingNode document, IReadOnlyList<(string File, string Yaml, YamlMappingNode Document)> neighbours)
    {
        var names = document.AllNodes.OfType<YamlMappingNode>().Where(n => n.Child("name").Text() is not null)
            .Select(n => (n.Child("namespace").Text() ?? "default", n.Child("name").Text()!)).ToHashSet();
        bool selects = document.AllNodes.OfType<YamlMappingNode>().Any(n => n.Child("selector") is not null && n.Child("ref") is null);
        return string.Concat(neighbours
            .Where(n => n.Document.Child("kind").Text() is not ("VirtualService" or "Gateway"))
            .Where(n => names.Contains((n.Document.Child("metadata", "namespace").Text() ?? "default", n.Document.Child("metadata", "name").Text()!))
                || (selects && n.Document.Child("kind").Text() == "RouteTable"))
            .DistinctBy(n => Identity(n.Document))
            .Where(n => Identity(n.Document) != Identity(document))
            .Select(n => "\n---\n" + n.Yaml));
    }

    private static (string?, string?, string?) Identity(YamlMappingNode document) =>
        (document.Child("kind").Text(), document.Child("metadata", "namespace").Text(), document.Child("metadata", "name").Text());

    private static string Probe(string kind, YamlMappingNode document)
    {
        if (!Probes.TryGetValue(kind, out string? host) || document.Child("metadata", "name").Text() is not { } name)
        {
            return "";
        }

        string reference = $"{{name: {name}, namespace: {document.Child("metadata", "namespace").Text() ?? "default"}}}";
        return "\n---\napiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: probe}\nspec: {virtualHost: " + host.Replace("REF", reference) + "}\n";
    }
}
