using System.Security.Cryptography;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt.Keys;

/// <summary>A shared secret (RFC 7518, 3.2).</summary>
internal sealed record HmacKey(string KeyId, string Algorithm, byte[] Secret) : VerificationKey(KeyId, Algorithm)
{
    public override JwtStatus Verify(JwtAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        byte[] expected = algorithm.Name switch
        {
            "HS384" => HMACSHA384.HashData(Secret, data),
            "HS512" => HMACSHA512.HashData(Secret, data),
            _ => HMACSHA256.HashData(Secret, data),
        };
        return CryptographicOperations.FixedTimeEquals(expected, signature) ? JwtStatus.Ok : JwtStatus.VerificationFails;
    }

    public override string ToString() => "HmacKey";
}
