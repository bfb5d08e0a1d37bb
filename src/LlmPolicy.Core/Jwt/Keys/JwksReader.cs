using System.Text;
using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Jwt.Keys;

/// <summary>Reads a provider's keys: a PEM public key, a JWK, a JWKS (RFC 7517) or a map of certificates, with Envoy's rules of what is skipped.</summary>
internal sealed class JwksReader(IEd25519Verifier? ed25519)
{
    /// <summary><c>jwks.local.key</c>: PEM, or a JWK, which Gloo wraps, or what a key server may send.</summary>
    public KeyReading ReadLocal(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (Parse(utf8) is not { } root)
        {
            return text.Contains(PemReader.Begin, StringComparison.Ordinal) ? new PemReader(ed25519).Read(text) : NoJson();
        }

        return !root.TryGetProperty("keys"u8, out _) && root.TryGetProperty("kty"u8, out _) ? ReadKeys([root]) : ReadSet(root);
    }

    /// <summary>What a key server sends: an object with a list <c>keys</c>, or one of key ids and certificates.</summary>
    public KeyReading ReadSet(ReadOnlySpan<byte> utf8) => Parse(utf8) is { } root ? ReadSet(root) : NoJson();

    private KeyReading ReadSet(JsonElement root)
    {
        if (!root.TryGetProperty("keys"u8, out var keys))
        {
            return CertificateMap.IsOne(root) ? CertificateMap.Read(root) : KeyReading.Failed(new("Jwks does not have [keys] field"));
        }

        return keys.ValueKind == JsonValueKind.Array ? ReadKeys(keys.EnumerateArray()) : KeyReading.Failed(new("[keys] in Jwks is not an array"));
    }

    /// <summary>A bad key is skipped as long as there is a good one; without one the first error counts.</summary>
    private KeyReading ReadKeys(IEnumerable<JsonElement> entries)
    {
        var keys = new List<VerificationKey>();
        var errors = new List<KeyError>();
        var reader = new JwkReader(ed25519);
        foreach (var entry in entries.Where(e => e.ValueKind == JsonValueKind.Object))
        {
            if (reader.Read(entry, out var error) is { } key)
            {
                keys.Add(key);
            }
            else
            {
                errors.Add(error);
            }
        }

        return errors.Contains(KeyError.NoEd25519) ? KeyReading.Failed(KeyError.NoEd25519)
            : keys.Count > 0 ? new KeyReading(keys, null, errors.Count)
            : KeyReading.Failed(errors.FirstOrDefault() ?? new("Jwks doesn't have any valid public key"));
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> utf8) => TokenJson.ParseObject(utf8, out _);

    private static KeyReading NoJson() => KeyReading.Failed(new("Jwks is an invalid JSON"));
}
