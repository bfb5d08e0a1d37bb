using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>serviceSpec</c> of an Upstream: what functions it has, which has no part in the policy. Gloo takes its bytes only as base64.</summary>
internal static class ServiceSpec
{
    private static readonly (string Message, string Field)[] Bytes = [("grpc", "descriptors"), ("grpcJsonTranscoder", "protoDescriptorBin")];

    public static void Check(ObjectReader o)
    {
        foreach (var (message, field) in Bytes)
        {
            if (Child(Child(o.Node("serviceSpec"), message), field) is ScalarNode { IsNull: false } bytes && !Convert.TryFromBase64String(bytes.Text, new byte[bytes.Text.Length], out _))
            {
                o.Invalid(bytes.Position, $"'{field}' has to be base64.");
            }
        }
    }

    private static ManifestNode? Child(ManifestNode? node, string name) => (node as MapNode)?.Entries.FirstOrDefault(e => e.Key.Text == name).Value;
}
