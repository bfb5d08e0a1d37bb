using Org.BouncyCastle.Math.EC.Rfc8032;

namespace LlmPolicy;

/// <summary>Verifies Ed25519 signatures (RFC 8032) with BouncyCastle: .NET has no Ed25519.</summary>
public sealed class BouncyCastleEd25519 : IEd25519Verifier
{
    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != Ed25519.PublicKeySize || signature.Length != Ed25519.SignatureSize)
        {
            return false;
        }

        byte[] message = data.ToArray();
        return Ed25519.Verify(signature.ToArray(), 0, publicKey.ToArray(), 0, message, 0, message.Length);
    }
}
