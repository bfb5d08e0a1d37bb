using System.Buffers;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.Keys;

/// <summary>Keys as a JWKS (RFC 7517, 5), from which the policy reads them as it reads a server's.</summary>
internal static class JwksDocument
{
    /// <summary>
    /// The keys as they were published: <c>SigningKeys</c> are made of them and have lost their <c>alg</c>, by which the policy, as Envoy, refuses
    /// tokens of any other.
    /// </summary>
    public static ReadOnlyMemory<byte> Of(OpenIdConnectConfiguration configuration) =>
        Of(configuration.JsonWebKeySet is { Keys: { Count: > 0 } published } ? published : configuration.SigningKeys);

    public static ReadOnlyMemory<byte> Of(IEnumerable<SecurityKey> keys)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys"u8);
            foreach (var key in keys)
            {
                Write(json, PublicJwk.Of(key));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The members that verify (RFC 7518, 6; RFC 8037, 2), by name: none that signs can slip in.</summary>
    private static void Write(Utf8JsonWriter json, JsonWebKey key)
    {
        json.WriteStartObject();
        Write(json, "kty", key.Kty);
        Write(json, "kid", key.Kid);
        Write(json, "alg", key.Alg);
        Write(json, "n", key.N);
        Write(json, "e", key.E);
        Write(json, "crv", key.Crv);
        Write(json, "x", key.X);
        Write(json, "y", key.Y);

        // A shared key has no public half.
        Write(json, "k", key.K);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}
