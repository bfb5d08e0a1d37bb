using System.Text;
using System.Text.Json;

namespace LlmPolicy.Jwt;

/// <summary>A token, read but not verified (RFC 7515, compact form).</summary>
internal sealed class JwtToken
{
    public required JwtAlgorithm Algorithm { get; init; }

    /// <summary><c>kid</c>; empty counts as none.</summary>
    public required string KeyId { get; init; }

    public required JsonElement Payload { get; init; }

    /// <summary><c>iss</c>; empty counts as none.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>nbf</c> in seconds; 0 if there is none.</summary>
    public required ulong NotBefore { get; init; }

    /// <summary><c>exp</c> in seconds; 0 if there is none: such a token never expires.</summary>
    public required ulong Expires { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>What was signed: the first two parts as they were sent.</summary>
    public required byte[] SignedBytes { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>The strictness rule that the token breaks, and its status; null for none.</summary>
    public required StrictnessFinding? Finding { get; init; }

    public static byte[] ToSignedBytes(ReadOnlySpan<char> header, ReadOnlySpan<char> payload)
    {
        byte[] bytes = new byte[header.Length + 1 + payload.Length];
        Encoding.Latin1.GetBytes(header, bytes);
        bytes[header.Length] = (byte)'.';
        Encoding.Latin1.GetBytes(payload, bytes.AsSpan(header.Length + 1));
        return bytes;
    }
}
