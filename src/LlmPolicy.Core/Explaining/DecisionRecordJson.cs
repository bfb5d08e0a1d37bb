using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Explaining;

/// <summary>The JSON of a <see cref="DecisionRecord"/>: written on one line, found again in whatever a log made of it.</summary>
[JsonSerializable(typeof(DecisionRecord), TypeInfoPropertyName = "Record")]
internal sealed partial class DecisionRecordJson : JsonSerializerContext
{
    private static readonly DecisionRecordJson Form = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // Readable in a log; nothing in a record comes from a caller.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(DecisionRecord record) => JsonSerializer.Serialize(record, Form.Record);

    /// <summary>A log in JSON holds the record as a string, its quotes escaped.</summary>
    public static DecisionRecord? Find(string text) =>
        Scan(text) ?? Scan(text.Replace("\\u0022", "\"", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal));

    private static DecisionRecord? Scan(string text)
    {
        int mark = text.IndexOf(DecisionRecord.Format, StringComparison.Ordinal);
        int start = mark < 0 ? -1 : text.LastIndexOf('{', mark);
        return start < 0 ? null : Read(Encoding.UTF8.GetBytes(text[start..]));
    }

    /// <summary>What the text begins with; null where that is cut off, or of another form.</summary>
    private static DecisionRecord? Read(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            return JsonSerializer.Deserialize(ref reader, Form.Record) is { WrittenFormat: DecisionRecord.Format } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
