using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>The documents of manifests that load, as their readers understand them, whatever file they are in.</summary>
internal sealed class ManifestFields
{
    private const string ApiVersion = "apiVersion";
    private const string Kind = "kind";

    private ManifestFields(FieldObject documents, IReadOnlyList<string> tables) => (Documents, Tables) = (documents, tables);

    /// <summary>By kind and name, as <c>VirtualService default/vs</c>.</summary>
    public FieldObject Documents { get; }

    /// <summary>RouteTables in their order, which counts among those that a selector finds.</summary>
    public IReadOnlyList<string> Tables { get; }

    public static ManifestFields Read(IReadOnlyList<ManifestFile> files, PolicyCompilerOptions options)
    {
        List<(ResourceKind Kind, MapNode Node)> found = [];
        using GenerationHash hash = new();
        ReadContext context = new(new DiagnosticBag(), options.Unenforced, hash) { LaxRules = options.LaxRules };
        ResourceReader.Read(files, context, options.Kinds, (kind, node) => found.Add((kind, node)));
        SortedDictionary<string, FieldNode> documents = new(StringComparer.Ordinal);
        List<string> tables = [];
        foreach (var (kind, node) in found)
        {
            var (name, fields) = Read(kind, node, context);
            documents[name] = fields;
            if (kind.Name == nameof(RouteTable))
            {
                tables.Add(name);
            }
        }

        return new ManifestFields(new FieldObject(new SourcePosition(files.Count > 0 ? files[0].Name : "", 1, 1), documents), tables);
    }

    /// <summary>Documents as one file that is read as they were.</summary>
    public static ManifestFile Write(FieldObject documents) => new("documents.yaml", string.Concat(documents.Fields.Values.Select(document => $"---\n{document.Json}\n")));

    private static (string Name, FieldObject Fields) Read(ResourceKind kind, MapNode node, ReadContext context)
    {
        FieldObject? fields = null;
        var resource = NodeReader.Read(node, "", context, reader =>
        {
            FieldRecorder recorder = new(reader, "");
            var read = kind.Read(recorder);
            fields = recorder.Fields;
            return read;
        });
        fields!.Fields[ApiVersion] = new FieldValue(node.Position, FieldJson.Quoted(kind.ApiVersion));
        fields.Fields[Kind] = new FieldValue(node.Position, FieldJson.Quoted(kind.Name));
        return ($"{kind.Name} {resource?.Name}", fields);
    }
}
