using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt.Keys;

/// <summary>An Ed25519 public key (RFC 8037).</summary>
internal sealed record Ed25519Key(string KeyId, string Algorithm, byte[] PublicKey, IEd25519Verifier Verifier) : VerificationKey(KeyId, Algorithm)
{
    public const int PublicKeyLength = 32;

    private const int SignatureLength = 64;

    public override JwtStatus Verify(JwtAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length != SignatureLength ? JwtStatus.Ed25519Length
        : Verifier.Verify(PublicKey, data, signature) ? JwtStatus.Ok
        : JwtStatus.VerificationFails;
}
