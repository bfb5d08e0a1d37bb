using System.Net;
using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>
/// <c>gateway.solo.io/v1 Gateway</c>: a listener, which is the server's business here. It is read for what Gloo refuses of it alone.
/// </summary>
/// <param name="Metadata">Its name.</param>
/// <param name="VirtualServices">The VirtualServices that it names.</param>
/// <param name="Certificates">The Secrets of its TCP hosts.</param>
internal sealed record Gateway(Metadata Metadata, IReadOnlyList<ResourceRef> VirtualServices, IReadOnlyList<ResourceRef> Certificates) : Resource(Metadata)
{
    private static readonly string[] Types = ["httpGateway", "tcpGateway", "hybridGateway"];

    public static Gateway Read(MapNode map, ResourceName name, DiagnosticBag diagnostics)
    {
        Metadata metadata = new(name, map.Position);
        if (Member(map, "spec") is not MapNode spec)
        {
            diagnostics.Error(DiagnosticCodes.RequiredField, map.Position, "'spec' is missing.");
            return new(metadata, [], []);
        }

        if (!Types.Any(type => Member(spec, type) is MapNode))
        {
            diagnostics.Error(DiagnosticCodes.RequiredField, spec.Position, "'httpGateway' is missing in spec, and tcpGateway and hybridGateway are.", "Add httpGateway: {} for one that serves every VirtualService.");
        }

        if (Member(spec, "bindAddress") is var address && (address is not ScalarNode scalar || !IPAddress.TryParse(scalar.Text, out _)))
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, (address ?? spec).Position, "'bindAddress' has to be an IP address.");
        }

        var parts = Items(Member(spec, "hybridGateway"), "matchedGateways").Prepend(spec).ToList();
        return new(
            metadata,
            [.. parts.SelectMany(part => Items(Member(part, "httpGateway"), "virtualServices")).Select(Reference)],
            [.. parts.SelectMany(part => Items(Member(part, "tcpGateway"), "tcpHosts")).Select(host => Member(Member(host, "sslConfig"), "secretRef")).OfType<MapNode>().Select(Reference)]);
    }

    private static ResourceRef Reference(ManifestNode node) => new(Scalar(node, "name") ?? new Text("", node.Position), Scalar(node, "namespace"), node.Position);

    private static Text? Scalar(ManifestNode node, string field) => Member(node, field) is ScalarNode scalar ? new Text(scalar.Text, scalar.Position) : null;

    private static IReadOnlyList<ManifestNode> Items(ManifestNode? node, string name) => Member(node, name) is ListNode list ? list.Items : [];

    private static ManifestNode? Member(ManifestNode? node, string name) =>
        (node as MapNode)?.Entries.FirstOrDefault(entry => entry.Key.Text == name).Value is { } value and not ScalarNode { IsNull: true } ? value : null;
}
