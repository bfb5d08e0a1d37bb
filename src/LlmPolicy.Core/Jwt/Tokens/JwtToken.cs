using System.Text;

namespace LlmPolicy.Jwt.Tokens;

/// <summary>A token, read but not verified (RFC 7515, compact form).</summary>
internal readonly struct JwtToken
{
    /// <summary>The token as it was sent.</summary>
    public required ReadOnlyMemory<char> Text { get; init; }

    /// <summary>The parts' places in <see cref="Text"/>; more than a dot may be between them.</summary>
    public required Range HeaderPart { get; init; }

    public required Range PayloadPart { get; init; }

    public required Range SignaturePart { get; init; }

    public required JwtAlgorithm Algorithm { get; init; }

    /// <summary><c>kid</c>; empty counts as none.</summary>
    public required string KeyId { get; init; }

    public required RegisteredClaims Claims { get; init; }

    /// <summary>The strictness rule that the token breaks, and its status; null for none.</summary>
    public required StrictnessFinding? Finding { get; init; }

    /// <summary>
    /// Whether nobody but the signer can write the token in many ways: it keeps all rules of strictness, those that are switched off too,
    /// and an ECDSA signature has its algorithm's width.
    /// </summary>
    public bool HasOneSpelling { get; init; }

    /// <summary>The most bytes that the signature may take.</summary>
    public int MaxSignatureLength => TokenBase64Url.MaxLength(Text.Span[SignaturePart].Length);

    /// <summary>Decodes the signature into <paramref name="bytes"/>, and returns what of them it takes.</summary>
    public ReadOnlySpan<byte> DecodeSignature(Span<byte> bytes)
    {
        TokenBase64Url.TryDecode(Text.Span[SignaturePart], bytes, out int written, out _);
        return bytes[..written];
    }

    /// <summary>How many bytes were signed.</summary>
    public int SignedLength => Text.Span[HeaderPart].Length + 1 + Text.Span[PayloadPart].Length;

    /// <summary>Copies what was signed: the first two parts as they were sent.</summary>
    public void CopySigned(Span<byte> bytes)
    {
        int header = Encoding.Latin1.GetBytes(Text.Span[HeaderPart], bytes);
        bytes[header] = (byte)'.';
        Encoding.Latin1.GetBytes(Text.Span[PayloadPart], bytes[(header + 1)..]);
    }
}
