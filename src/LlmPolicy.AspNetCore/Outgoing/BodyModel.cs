using System.Text.Json;

namespace LlmPolicy.Outgoing;

/// <summary>The model that a body names in its member <c>model</c>.</summary>
/// <param name="Name">The model.</param>
/// <param name="Start">Where its text begins, with the quotation mark.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct BodyModel(string Name, int Start, int End)
{
    /// <summary>Finds it; null where there is none.</summary>
    public static BodyModel? Find(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader json = new(body);
            for (bool isObject = json.Read() && json.TokenType == JsonTokenType.StartObject; isObject && json.Read() && json.TokenType == JsonTokenType.PropertyName; json.Skip())
            {
                bool isModel = json.ValueTextEquals("model"u8);
                json.Read();
                if (isModel && json.TokenType == JsonTokenType.String)
                {
                    return new BodyModel(json.GetString()!, (int)json.TokenStartIndex, (int)json.BytesConsumed);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a name that is no text: the policy says what is wrong with it.
        }

        return null;
    }
}
