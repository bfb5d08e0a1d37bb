using LlmPolicy.Resources;

namespace LlmPolicy.Manifests;

/// <summary>Documents to resources: picks out the kinds that have a part in the policy.</summary>
internal sealed class ResourceReader(ReadContext context)
{
    private readonly List<Resource> _resources = [];

    /// <summary>Kinds of Gloo's own groups that are read by their name alone; any other there is a spelling mistake.</summary>
    private static readonly string[] OtherGlooKinds =
    [
        "Gateway", "HttpGateway", "MatchableHttpGateway", "MatchableTcpGateway", "HttpListenerOption", "ListenerOption", "Settings", "Proxy", "Endpoint", "GatewayParameters",
        "DirectResponse", "GraphQLApi", "AuthConfig", "RateLimitConfig",
    ];

    private static readonly Dictionary<string, string> ApiVersions = new()
    {
        ["VirtualService"] = "gateway.solo.io/v1",
        ["RouteTable"] = "gateway.solo.io/v1",
        ["RouteOption"] = "gateway.solo.io/v1",
        ["VirtualHostOption"] = "gateway.solo.io/v1",
        ["Upstream"] = "gloo.solo.io/v1",
        ["UpstreamGroup"] = "gloo.solo.io/v1",
    };

    public static IReadOnlyList<Resource> Read(IEnumerable<ManifestFile> files, ReadContext context)
    {
        var reader = new ResourceReader(context);
        foreach (var file in files)
        {
            foreach (var document in YamlDocuments.Read(file, context.Diagnostics))
            {
                reader.ReadDocument(document);
            }
        }

        return reader._resources;
    }

    private void ReadDocument(ManifestNode node)
    {
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
        switch (apiVersion, kind)
        {
            case ("v1", "List") or (_, "VirtualServiceList" or "RouteTableList" or "RouteOptionList" or "VirtualHostOptionList" or "UpstreamList" or "UpstreamGroupList" or "SecretList"):
                ReadItems(map);
                break;
            case ("gateway.solo.io/v1", "VirtualService"):
                Add(map, VirtualService.Read);
                break;
            case ("gloo.solo.io/v1", "Upstream"):
                Add(map, Upstream.Read);
                break;
            case ("gloo.solo.io/v1", "UpstreamGroup"):
                Add(map, UpstreamGroup.Read);
                break;
            case ("gateway.solo.io/v1", "RouteTable"):
                Add(map, RouteTable.Read);
                break;
            case ("gateway.solo.io/v1", "RouteOption"):
                Add(map, RouteOption.Read);
                break;
            case ("gateway.solo.io/v1", "VirtualHostOption"):
                Add(map, VirtualHostOption.Read);
                break;
            case ("v1", "Secret"):
                AddSecret(map);
                break;
            case ("", _) or (_, ""):
                context.Diagnostics.Error(DiagnosticCodes.NotAResource, map.Position, "'apiVersion' or 'kind' is missing.");
                break;
            default:
                ReportForeign(map, apiVersion, kind);
                break;
        }
    }

    private void ReadItems(MapNode map)
    {
        foreach (var item in map.Entries.Where(e => e.Key.Text == "items").SelectMany(e => e.Value is ListNode list ? list.Items : [e.Value]))
        {
            ReadDocument(item);
        }
    }

    private void Add<T>(MapNode map, Func<Metadata, ObjectReader, T> readSpec)
        where T : Resource
    {
        context.Hash.Add(map);
        var resource = ObjectReader.Read(map, "", context, o =>
        {
            o.Ignored("apiVersion", "kind", "status");
            var metadata = ReadMetadata(o);
            return o.RequiredObject("spec", spec => readSpec(metadata, spec));
        });
        if (resource is not null)
        {
            _resources.Add(resource);
        }
    }

    private void AddSecret(MapNode map)
    {
        context.Hash.AddSecret(map);
        _resources.Add(ObjectReader.Read(map, "", context, o => Secret.Read(ReadMetadata(o), o)));
    }

    private static Metadata ReadMetadata(ObjectReader o) =>
        o.RequiredObject("metadata", Metadata.Read) ?? new Metadata(new ResourceName(Metadata.DefaultNamespace, ""), o.Position);

    private void ReportForeign(MapNode map, string apiVersion, string kind)
    {
        // Without a version, or with another one, it is still meant for Gloo.
        string group = apiVersion.Split('/')[0];
        bool gloo = group is "gateway.solo.io" or "gloo.solo.io" || group.StartsWith("gateway.solo.io.", StringComparison.Ordinal) || group.StartsWith("gloo.solo.io.", StringComparison.Ordinal);
        if (gloo && !OtherGlooKinds.Contains(kind))
        {
            string? nearest = NearestName.Of(kind, [.. ApiVersions.Keys, .. OtherGlooKinds]);
            context.Diagnostics.Error(
                DiagnosticCodes.NotAResource,
                map.Position,
                $"{apiVersion} has no kind '{kind}' that is known here.",
                nearest is null ? null : $"Did you mean {(ApiVersions.TryGetValue(nearest, out string? right) ? $"{right} " : "")}{nearest}?");
            return;
        }

        if (group.EndsWith("solo.io", StringComparison.Ordinal))
        {
            // A Gateway's WAF, a RateLimitConfig, the Settings' requireRbac: someone may count on it.
            context.Diagnostics.Warning(DiagnosticCodes.ForeignKind, map.Position, $"{apiVersion} {kind} is not read: what it asks of requests does not hold here.");
            return;
        }

        context.Diagnostics.Note(DiagnosticCodes.ForeignKind, map.Position, $"{apiVersion} {kind} has no part in the policy and was skipped.");
    }

    private static string Field(MapNode map, string name)
    {
        var entry = map.Entries.FirstOrDefault(e => e.Key.Text == name);
        return entry.Value is ScalarNode { IsNull: false } scalar ? scalar.Text : "";
    }
}
