using System.Text;
using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>
/// A Kubernetes <c>v1 Secret</c>; the types <c>gloo.solo.io/header</c> and <c>Opaque</c> can be header secrets, <c>extauth.solo.io/apikey</c> is an API key. A value that can't be read, which is
/// reported, is null.
/// </summary>
internal sealed record Secret(Metadata Metadata, string Type, IReadOnlyList<(Text Name, SecretValue? Value)> Headers, SourcePosition Position)
    : Resource(Metadata)
{
    /// <summary>Whether it holds an API key, and what is known of its owner.</summary>
    public bool IsApiKey => Type == "extauth.solo.io/apikey";

    public bool IsHeaderSecret => Type is "gloo.solo.io/header" or "Opaque" && Headers.Count > 0;

    /// <summary>The value of an entry; null where there is none, or none that can be read.</summary>
    public SecretValue? Find(string entry) => Headers.FirstOrDefault(header => header.Name.Value == entry).Value;

    public static Secret Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored(FieldShape.String, "apiVersion", "kind");
        o.Ignored(FieldShape.Object, "status");
        o.Ignored(FieldShape.Boolean, "immutable");
        var headers = new Dictionary<string, (Text Name, SecretValue? Value)>(StringComparer.Ordinal);
        foreach (var (name, value) in o.StringMap("data"))
        {
            headers[name.Value] = (name, Decode(o, value));
        }

        // Kubernetes lets stringData win.
        foreach (var (name, value) in o.StringMap("stringData"))
        {
            headers[name.Value] = (name, new SecretValue(ToBytes(Encoding.UTF8.GetBytes(value.Value))));
        }

        return new(metadata, o.String("type")?.Value ?? "Opaque", [.. headers.Values], o.Position);
    }

    private static SecretValue? Decode(ObjectReader o, Text value)
    {
        byte[] bytes = new byte[value.Value.Length];
        if (Convert.TryFromBase64String(value.Value, bytes, out int length))
        {
            return new SecretValue(ToBytes(bytes.AsSpan(0, length)));
        }

        o.Invalid(value.Position, "A value under 'data' has to be base64.", "Write it plainly under 'stringData'.");
        return null;
    }

    /// <summary>A header's value is bytes, each a char (Latin-1).</summary>
    private static string ToBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
