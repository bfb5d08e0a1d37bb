using System.Text.Json;
using System.Text.Unicode;

namespace LlmPolicy.Models;

/// <summary>
/// A provider's list of models: the lists <c>data</c>, <c>models</c>, <c>publisherModels</c> or <c>modelSummaries</c> of an object, or a bare list; of objects that say the model as
/// <c>id</c>, <c>name</c>, <c>model</c> or <c>modelId</c>, or of names.
/// </summary>
internal static class ModelList
{
    private static readonly byte[] Empty = "{\"object\":\"list\",\"data\":[],\"models\":[]}"u8.ToArray();

    /// <summary>The list without the models that are not allowed. What can't be read shows nothing.</summary>
    public static byte[] Filter(ReadOnlySpan<byte> list, Func<string, bool> isAllowed)
    {
        try
        {
            return Utf8.IsValid(list) && TryFilter(list, isAllowed, out byte[] filtered) ? filtered : Empty;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair.
            return Empty;
        }
    }

    private static bool TryFilter(ReadOnlySpan<byte> list, Func<string, bool> isAllowed, out byte[] filtered)
    {
        var reader = new Utf8JsonReader(list);
        using var output = new MemoryStream(list.Length);
        int copied = 0;
        bool found = false;
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            found = true;
            FilterItems(list, ref reader, isAllowed, output, ref copied);
        }

        while (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.PropertyName)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                reader.Read();
                continue;
            }

            bool isList = IsList(ref reader);
            reader.Read();
            if (isList && reader.TokenType == JsonTokenType.StartArray)
            {
                found = true;
                FilterItems(list, ref reader, isAllowed, output, ref copied);
            }
            else
            {
                reader.Skip();
            }

            reader.Read();
        }

        bool isWhole = !reader.Read();
        output.Write(list[copied..]);
        filtered = output.ToArray();
        return found && isWhole;
    }

    /// <summary>Copies an array's items that are allowed; the reader is at its begin, and then at its end.</summary>
    private static void FilterItems(ReadOnlySpan<byte> list, ref Utf8JsonReader reader, Func<string, bool> isAllowed, MemoryStream output, ref int copied)
    {
        int from = (int)reader.BytesConsumed;
        output.Write(list[copied..from]);
        bool isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            bool isShown = IsShown(ref reader, isAllowed);
            int to = (int)reader.BytesConsumed;
            if (isShown)
            {
                var item = list[from..to];
                output.Write(isFirst && item.TrimStart(" \t\r\n"u8) is [(byte)',', .. var rest] ? rest : item);
                isFirst = false;
            }

            from = to;
        }

        copied = from;
    }

    private static bool IsShown(ref Utf8JsonReader reader, Func<string, bool> isAllowed)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return isAllowed(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        string? id = null;
        string? name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("modelId"u8);
            bool isName = reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("name"u8);
            reader.Read();
            if ((isId || isName) && reader.TokenType == JsonTokenType.String)
            {
                id = isId ? reader.GetString() : id;
                name = isName ? reader.GetString() : name;
            }

            reader.Skip();
        }

        // Where there is an id, the name is for people.
        return (id ?? name) is { } model && isAllowed(ModelName.WithoutResource(model, out _));
    }

    private static bool IsList(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("models"u8) || reader.ValueTextEquals("publisherModels"u8) || reader.ValueTextEquals("modelSummaries"u8);
}
