using System.Buffers.Text;
using System.Text.Json;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>The keys of a group's key servers, as JSON (RFC 7517).</summary>
internal static class RemoteKey
{
    public static IEnumerable<JsonElement> In(SuiteGroup group) =>
        group.Remotes.Values.OfType<RemoteAnswer>().SelectMany(answer => Keys(answer.Body));

    public static bool IsShortRsa(JsonElement key) => Text(key, "kty") == "RSA" && Bytes(key, "n") < 2048 / 8;

    public static bool IsShortHmac(JsonElement key) => Text(key, "kty") == "oct" && Bytes(key, "k") < HashBytes(Text(key, "alg"));

    public static bool IsOfAnotherCurve(JsonElement key) =>
        Text(key, "kty") == "EC"
        && (Text(key, "alg"), Text(key, "crv")) is not ("", _) and not ("ES256", "P-256") and not ("ES384", "P-384") and not ("ES512", "P-521");

    private static IEnumerable<JsonElement> Keys(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("keys", out JsonElement keys) && keys.ValueKind == JsonValueKind.Array
                    ? keys.EnumerateArray().Where(key => key.ValueKind == JsonValueKind.Object)
                    : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static int HashBytes(string alg) => alg switch { "HS512" => 64, "HS384" => 48, _ => 32 };

    private static int Bytes(JsonElement key, string member) =>
        Base64Url.IsValid(Text(key, member), out int length) ? length : 0;

    private static string Text(JsonElement key, string member) =>
        key.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
