using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>Reads a text, or a list of texts and of pauses in milliseconds.</summary>
internal sealed class RawConverter : JsonConverter<IReadOnlyList<WirePiece>?>
{
    public override IReadOnlyList<WirePiece>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return [WirePiece.Of(reader.GetString()!)];
        }

        List<WirePiece> pieces = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            pieces.Add(reader.TokenType == JsonTokenType.Number ? WirePiece.Wait(reader.GetInt32()) : WirePiece.Of(reader.GetString()!));
        }

        return pieces;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<WirePiece>? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
