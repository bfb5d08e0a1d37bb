namespace LlmPolicy;

/// <summary>Verifies Ed25519 signatures (RFC 8032), which .NET does not. The package <c>LlmPolicy.EdDsa</c> has one.</summary>
public interface IEd25519Verifier
{
    /// <summary>Whether <paramref name="signature"/> is good. Called from many threads at once.</summary>
    /// <param name="publicKey">The public key, 32 bytes.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">The signature, 64 bytes.</param>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
