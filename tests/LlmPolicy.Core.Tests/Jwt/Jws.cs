using System.Text;
using System.Text.Json;
using LlmPolicy.Jwt;

namespace LlmPolicy.Tests;

/// <summary>Verifies a JWS whatever its payload is: header, key selection and signature, as for a token.</summary>
internal static class Jws
{
    /// <summary>Whether a key of the set (JWK, JWKS or PEM) verifies it, by the rules of strictness too.</summary>
    public static bool Verifies(string keys, string jws)
    {
        string[] parts = jws.Split('.');
        if (parts.Length != 3 || new JwksReader(null).ReadLocal(keys) is not { Error: null } reading || reading.Keys.Any(k => WeakKeys.Find(k) is not null))
        {
            return false;
        }

        byte[]? header = TokenBase64Url.Decode(parts[0], out bool strictHeader);
        byte[]? payload = TokenBase64Url.Decode(parts[1], out bool strictPayload);
        byte[]? signature = TokenBase64Url.Decode(parts[2], out bool strictSignature);
        if (header is null || payload is null || signature is null || !strictHeader || !strictPayload || !strictSignature)
        {
            return false;
        }

        return TokenJson.ParseObject(header, out bool strictJson) is { } members && strictJson
            && Text(members, "alg") is { } alg && JwtAlgorithm.Find(alg) is { } algorithm
            && new KeySet(reading.Keys).Verify(Token(algorithm, Text(members, "kid") ?? "", parts, signature)) == JwtStatus.Ok;
    }

    private static JwtToken Token(JwtAlgorithm algorithm, string keyId, string[] parts, byte[] signature) => new()
    {
        Algorithm = algorithm,
        KeyId = keyId,
        Payload = default,
        Issuer = "",
        NotBefore = 0,
        Expires = 0,
        Audiences = [],
        SignedBytes = Encoding.Latin1.GetBytes($"{parts[0]}.{parts[1]}"),
        Signature = signature,
        Finding = null,
    };

    private static string? Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
