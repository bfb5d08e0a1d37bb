using System.Buffers.Text;
using System.Numerics;
using System.Text.Json;
using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Rules;

/// <summary>The keys of a group's key servers, as JSON (RFC 7517).</summary>
internal static class RemoteKey
{
    public static IEnumerable<JsonElement> In(SuiteGroup group) =>
        group.Remotes.Values.OfType<RemoteAnswer>().SelectMany(answer => Keys(answer.Body));

    public static bool IsShortRsa(JsonElement key) =>
        Text(key, "kty") == "RSA" && new BigInteger(Bytes(key, "n"), isUnsigned: true, isBigEndian: true).GetBitLength() < 2048;

    public static bool IsShortHmac(JsonElement key) => Text(key, "kty") == "oct" && Bytes(key, "k").Length < HashBytes(Text(key, "alg"));

    /// <summary>Whether the token may be signed with it, by its algorithm and <c>kid</c> (RFC 7515, 4.1.4; RFC 7518, 3.1).</summary>
    public static bool Fits(JsonElement key, RequestToken token)
    {
        string family = Text(key, "kty") == "RSA" ? "RP" : "H";
        string alg = Text(token.Header, "alg");
        return alg.Length > 0 && family.Contains(alg[0], StringComparison.Ordinal) && alg[1..].StartsWith('S')
            && (Text(key, "alg") == "" || Text(key, "alg") == alg)
            && (Text(key, "kid") == "" || Text(token.Header, "kid") is var kid && (kid == "" || kid == Text(key, "kid")));
    }

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

    private static byte[] Bytes(JsonElement key, string member) =>
        Base64Url.IsValid(Text(key, member)) ? Base64Url.DecodeFromChars(Text(key, member)) : [];

    private static string Text(JsonElement key, string member) =>
        key.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Text(Base64UrlPart header, string member) =>
        header.Member(member) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";
}
