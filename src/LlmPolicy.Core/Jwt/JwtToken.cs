using System.Text;
using System.Text.Json;

namespace LlmPolicy.Jwt;

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

    /// <summary>The claims, an object in JSON that is known to be good.</summary>
    public required byte[] Payload { get; init; }

    public required RegisteredClaims Claims { get; init; }

    /// <summary>The strictness rule that the token breaks, and its status; null for none.</summary>
    public required StrictnessFinding? Finding { get; init; }

    /// <summary>Whether <c>iss</c> is an issuer; no <c>iss</c> is the empty one.</summary>
    public bool IsFrom(string issuer) => Claims.Issuer.IsThere ? Claims.Issuer.In(Payload).ValueTextEquals(issuer) : issuer.Length == 0;

    /// <summary><c>iss</c>; empty if there is none.</summary>
    public string Issuer() => Claims.Issuer.IsThere ? Claims.Issuer.In(Payload).GetString()! : "";

    /// <summary><c>aud</c>, as a list.</summary>
    public IReadOnlyList<string> Audiences()
    {
        var audiences = new List<string>();
        if (Claims.Audience.IsThere)
        {
            var reader = Claims.Audience.In(Payload);
            do
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    audiences.Add(reader.GetString()!);
                }
            }
            while (reader.Read());
        }

        return audiences;
    }

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
