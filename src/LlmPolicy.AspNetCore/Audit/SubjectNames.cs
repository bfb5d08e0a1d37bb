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

    /// <summary>What records call a caller.</summary>
    public string Of(CallerName caller, AuditOptions options) =>
        options.Subjects == AuditSubjects.Plain ? LoggedText.Of(caller.Subject) : Hash(caller.Issuer, caller.Subject, options.HashKeyBytes ?? _key);

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
