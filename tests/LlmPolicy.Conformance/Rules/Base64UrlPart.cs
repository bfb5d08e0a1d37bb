using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace LlmPolicy.Conformance.Rules;

/// <summary>One of a token's parts.</summary>
internal sealed record Base64UrlPart(string Text)
{
    private const int DeepestJson = 32;

    /// <summary>Whether it is written as RFC 7515, 2 says: no padding, no white space, no bits left over.</summary>
    public bool IsCanonical => Decoded is { } bytes && Base64Url.EncodeToString(bytes) == Text;

    /// <summary>The JSON as RFC 8259 has it, 32 levels at most; null if it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Decoded ?? []);
                using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DeepestJson });
                return document.RootElement.Clone();
            }
            catch (Exception e) when (e is JsonException or DecoderFallbackException)
            {
                return null;
            }
        }
    }

    private byte[]? Decoded
    {
        get
        {
            string bare = Text.TrimEnd('=');
            byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(bare.Length)];
            return Base64Url.TryDecodeFromChars(Text, bytes, out int written) ? bytes[..written] : null;
        }
    }

    public JsonElement? Member(string name) =>
        Json is { ValueKind: JsonValueKind.Object } header && header.TryGetProperty(name, out JsonElement value) ? value : null;
}
