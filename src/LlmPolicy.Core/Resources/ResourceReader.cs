using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>Documents to resources: picks out the kinds that have a part in the policy.</summary>
internal sealed class ResourceReader(ReadContext context, IReadOnlyList<ResourceKind> kinds, Action<ResourceKind, MapNode>? found)
{
    private readonly List<Resource> _resources = [];
    private readonly ManifestBudget _budget = new(context.Diagnostics);

    /// <summary>Kinds of Gloo's own groups that may ask something of requests, and are read by their name alone.</summary>
    private static readonly string[] GlooGuards =
    [
        "Gateway", "HttpGateway", "MatchableHttpGateway", "MatchableTcpGateway", "TcpGateway", "HttpListenerOption", "ListenerOption", "Proxy", "DirectResponse",
        "GraphQLApi", "GlooTrafficPolicy",
    ];

    /// <summary>Kinds that ask nothing of requests: what Gloo runs on.</summary>
    private static readonly string[] GlooDeployment = ["Endpoint", "GatewayParameters", "GlooGatewayParameters"];

    /// <summary>Any other in Gloo's own groups is a spelling mistake.</summary>
    private static readonly string[] OtherGlooKinds = [.. GlooGuards, .. GlooDeployment];

    /// <summary>Reads files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="context">What readers share.</param>
    /// <param name="kinds">The kinds that are read.</param>
    /// <param name="found">Told of each resource before it is read.</param>
    public static IReadOnlyList<Resource> Read(
        IEnumerable<ManifestFile> files, ReadContext context, IReadOnlyList<ResourceKind> kinds, Action<ResourceKind, MapNode>? found = null)
    {
        var reader = new ResourceReader(context, kinds, found);
        foreach (var file in files.TakeWhile(_ => !reader._budget.IsSpent))
        {
            reader.ReadFile(file);
        }

        return reader._resources;
    }

    private void ReadFile(ManifestFile file)
    {
        if (!_budget.TakesFile(file))
        {
            return;
        }

        foreach (var document in YamlDocuments.Stream(file, context.Diagnostics).TakeWhile(_budget.TakesDocument))
        {
            ReadDocument(document);
        }
    }

    private void ReadDocument(ManifestNode node)
    {
        bool isSecret = node is MapNode written && (Field(written, "apiVersion"), Field(written, "kind")) == (ResourceKind.Secret.ApiVersion, ResourceKind.Secret.Name);
        if (!(isSecret ? _budget.TakesSecret(node.Position) : _budget.TakesObject(node.Position)))
        {
            return;
        }

        switch (node)
        {
            case ScalarNode { IsNull: true }:
                break;
            case MapNode map:
                ReadObject(map);
                break;
            default:
                context.Diagnostics.Error(DiagnosticCodes.NotAResource, node.Position, "A document has to be a Kubernetes object.");
                break;
        }
    }

    private void ReadObject(MapNode map)
    {
        string apiVersion = Field(map, "apiVersion");
        string kind = Field(map, "kind");
        if (kinds.FirstOrDefault(k => (k.ApiVersion, k.Name) == (apiVersion, kind)) is { } known)
        {
            Add(map, known);
        }
        else if ((apiVersion, kind) is ("v1", "List") || kinds.Any(k => k.ListName == kind))
        {
            ReadItems(map);
        }
        else if (apiVersion.Length == 0 || kind.Length == 0)
        {
            context.Diagnostics.Error(DiagnosticCodes.NotAResource, map.Position, "'apiVersion' or 'kind' is missing.");
        }
        else
        {
            ReportForeign(map, apiVersion, kind);
            if ((apiVersion, kind) is ("gateway.solo.io/v1", nameof(Gateway)))
            {
                _resources.Add(Gateway.Read(map, NameOf(map), context.Diagnostics));
            }
        }
    }

    private void ReadItems(MapNode map)
    {
        foreach (var item in map.Entries.Where(e => e.Key.Text == "items").SelectMany(e => e.Value is ListNode list ? list.Items : [e.Value]))
        {
            ReadDocument(item);
        }
    }

    private void Add(MapNode map, ResourceKind kind)
    {
        if (kind == ResourceKind.Secret)
        {
            context.Hash.AddSecret(map);
        }
        else
        {
            context.Hash.Add(map);
        }

        found?.Invoke(kind, map);
        if (NodeReader.Read(map, "", context with { Document = NameOf(map), Kind = kind.Name }, kind.Read) is { } resource)
        {
            _resources.Add(resource);
        }
    }

    private void ReportForeign(MapNode map, string apiVersion, string kind)
    {
        // Without a version, or with another one, it is still meant for Gloo.
        string group = apiVersion.Split('/')[0];
        bool own = group == AttachedResource.Group;
        bool gloo = group is "gateway.solo.io" or "gloo.solo.io" || group.StartsWith("gateway.solo.io.", StringComparison.Ordinal) || group.StartsWith("gloo.solo.io.", StringComparison.Ordinal);
        if (own || (gloo && !OtherGlooKinds.Contains(kind)))
        {
            // A misspelt guard of our own would guard nothing.
            var known = kinds.Where(k => k != ResourceKind.Secret && k.ApiVersion.StartsWith(AttachedResource.Group, StringComparison.Ordinal) == own).ToDictionary(k => k.Name, k => $"{k.ApiVersion} {k.Name}");
            string? nearest = NearestName.Of(kind, [.. known.Keys, .. own ? [] : OtherGlooKinds]);
            context.Diagnostics.Error(
                DiagnosticCodes.NotAResource,
                map.Position,
                $"{apiVersion} has no kind '{kind}' that is known here.",
                nearest is null ? null : $"Did you mean {known.GetValueOrDefault(nearest, nearest)}?");
            return;
        }

        if (group.EndsWith("solo.io", StringComparison.Ordinal) && !GlooDeployment.Contains(kind))
        {
            // A Gateway's WAF, an AuthConfig: someone may count on it.
            context.Diagnostics.Warning(DiagnosticCodes.ForeignKind, map.Position, $"{apiVersion} {kind} is not read: what it asks of requests is not enforced here.");
            return;
        }

        context.Diagnostics.Note(DiagnosticCodes.ForeignKind, map.Position, $"{apiVersion} {kind} has no part in the policy and was skipped.");
    }

    private static ResourceName NameOf(MapNode map) =>
        map.Entries.FirstOrDefault(e => e.Key.Text == "metadata").Value is MapNode metadata
            ? new ResourceName(Field(metadata, "namespace") is { Length: > 0 } ns ? ns : Metadata.DefaultNamespace, Field(metadata, "name"))
            : default;

    private static string Field(MapNode map, string name)
    {
        var entry = map.Entries.FirstOrDefault(e => e.Key.Text == name);
        return entry.Value is ScalarNode { IsNull: false } scalar ? scalar.Text : "";
    }
}
