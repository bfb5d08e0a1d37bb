using System.Text;
using System.Text.Json;

namespace LlmPolicy.Jwt;

/// <summary>Reads a provider's keys: a PEM public key, a JWK or a JWKS (RFC 7517), with Envoy's rules of what is skipped.</summary>
internal static class JwksReader
{
    /// <summary><c>jwks.local.key</c>: PEM, or a JWK, which Gloo wraps, or a JWKS.</summary>
    public static KeyReading ReadLocal(string text)
    {
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            return PemReader.Read(text);
        }

        return Parse(text) is { ValueKind: JsonValueKind.Object } root && !root.TryGetProperty("keys"u8, out _) && root.TryGetProperty("kty"u8, out _)
            ? ReadKeys([root])
            : ReadSet(text);
    }

    /// <summary>A JWKS: an object with a list <c>keys</c>.</summary>
    public static KeyReading ReadSet(string text)
    {
        if (Parse(text) is not { ValueKind: JsonValueKind.Object } root)
        {
            return KeyReading.Failed("Jwks is an invalid JSON");
        }

        if (!root.TryGetProperty("keys"u8, out var keys))
        {
            return KeyReading.Failed("Jwks does not have [keys] field");
        }

        return keys.ValueKind == JsonValueKind.Array ? ReadKeys(keys.EnumerateArray()) : KeyReading.Failed("[keys] in Jwks is not an array");
    }

    /// <summary>A bad key is skipped as long as there is a good one; without one the first error counts.</summary>
    private static KeyReading ReadKeys(IEnumerable<JsonElement> entries)
    {
        var keys = new List<VerificationKey>();
        string? firstError = null;
        string? unsupported = null;
        foreach (var entry in entries.Where(e => e.ValueKind == JsonValueKind.Object))
        {
            if (JwkReader.Read(entry, out string error) is { } key)
            {
                keys.Add(key);
            }
            else
            {
                firstError ??= error;
                unsupported ??= error == JwkReader.Ed25519 ? error : null;
            }
        }

        // Left out, it would change the answer to tokens of the other keys.
        return unsupported is not null ? KeyReading.Failed(unsupported)
            : keys.Count > 0 ? new KeyReading(keys, null)
            : KeyReading.Failed(firstError ?? "Jwks doesn't have any valid public key");
    }

    private static JsonElement? Parse(string text) => TokenJson.ParseObject(Encoding.UTF8.GetBytes(text), out _);
}
