using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmPolicy.Audit;

/// <summary>How records name a caller. Without a key of the configuration's a name is good for this process alone.</summary>
internal sealed class SubjectNames
{
    private static readonly JsonWriterOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The name of the first caller that has one (<c>sub</c>); null if none has.</summary>
    public string? Of(IReadOnlyList<VerifiedCaller> callers, AuditOptions options)
    {
        foreach (var caller in callers)
        {
            if (TextOf(caller, "sub") is { } sub)
            {
                return options.Subjects == AuditSubjects.Plain ? LoggedText.Of(sub) : Hash(TextOf(caller, "iss") ?? "", sub, options.HashKeyBytes ?? _key);
            }
        }

        return null;
    }

    private static string? TextOf(VerifiedCaller caller, string claim) =>
        caller.Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Over the JSON array of both: no other pair has the same text.</summary>
    private static string Hash(string issuer, string subject, byte[] key)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, AsItIs))
        {
            json.WriteStartArray();
            json.WriteStringValue(issuer);
            json.WriteStringValue(subject);
            json.WriteEndArray();
        }

        return Base64Url.EncodeToString(HMACSHA256.HashData(key, text.WrittenSpan));
    }
}
