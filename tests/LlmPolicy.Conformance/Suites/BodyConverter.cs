using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>Reads a text, or <c>{repeat, bytes}</c>: the text again and again, so many bytes.</summary>
internal sealed class BodyConverter : JsonConverter<string?>
{
    /// <summary>Bodies of megabytes come often, and in few sizes.</summary>
    private readonly Dictionary<(string Repeat, int Bytes), string> _long = [];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.GetString();
        }

        using JsonDocument body = JsonDocument.ParseValue(ref reader);
        (string Repeat, int Bytes) key = (body.RootElement.GetProperty("repeat").GetString()!, body.RootElement.GetProperty("bytes").GetInt32());
        lock (_long)
        {
            return _long.TryGetValue(key, out string? known) ? known : _long[key] = Repeat(key.Repeat, key.Bytes);
        }
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static string Repeat(string text, int bytes) =>
        string.Create(bytes, text, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = text[i % text.Length];
            }
        });
}
