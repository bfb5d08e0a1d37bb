using System.Text.Json;
using LlmPolicy.Json;
using LlmPolicy.Jwt.Keys;
using LlmPolicy.Jwt.Tokens;

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
            && Text(members, "alg") is { } alg && Algorithm(alg) is { } algorithm
            && new KeySet(reading.Keys).Verify(Token(algorithm, Text(members, "kid") ?? "", parts)) == JwtStatus.Ok;
    }

    /// <summary>The algorithm of a name.</summary>
    public static JwtAlgorithm? Algorithm(string name) => JwtAlgorithm.Find(TokenJson.Open(JsonSerializer.SerializeToUtf8Bytes(name)));

    private static JwtToken Token(JwtAlgorithm algorithm, string keyId, string[] parts) => new()
    {
        Text = string.Join('.', parts).AsMemory(),
        HeaderPart = ..parts[0].Length,
        PayloadPart = (parts[0].Length + 1)..(parts[0].Length + 1 + parts[1].Length),
        SignaturePart = ^parts[2].Length..,
        Algorithm = algorithm,
        KeyId = keyId,
        Claims = default,
        Finding = null,
    };

    private static string? Text(JsonElement members, string name) =>
        members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
