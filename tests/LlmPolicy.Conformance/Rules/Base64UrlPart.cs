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

    /// <summary>Whether its whole quartets begin a JSON object: what tells a token from a host name.</summary>
    public bool BeginsObject
    {
        get
        {
            string text = Text.Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
            string quartets = text[..(text.Length / 4 * 4)];
            return Base64Url.IsValid(quartets)
                && Encoding.Latin1.GetString(Base64Url.DecodeFromChars(quartets)).TrimStart(' ', '\t', '\r', '\n').StartsWith('{');
        }
    }

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

    /// <summary>A bare <c>null</c> is an empty object to Envoy.</summary>
    public bool IsNoJson => Json is null or { ValueKind: JsonValueKind.Null };

    private byte[]? Decoded => Base64Url.IsValid(Text) ? Base64Url.DecodeFromChars(Text) : null;

    public JsonElement? Member(string name) =>
        Json is { ValueKind: JsonValueKind.Object } header && header.TryGetProperty(name, out JsonElement value) ? value : null;
}
