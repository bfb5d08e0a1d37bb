using System.Buffers;
using System.Text.Json;

namespace LlmPolicy.Metering;

/// <summary>Knows the event that holds a stream's usage and nothing for the client.</summary>
internal static class AddedUsage
{
    /// <summary>Whether an event's data is an object with <c>usage</c> whose <c>choices</c> are empty, null or not there.</summary>
    public static bool Is(ReadOnlySpan<byte> sentEvent)
    {
        if (sentEvent.IndexOf("\"usage\""u8) < 0)
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(DataOf(sentEvent));
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && IsUsageAlone(ref reader);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsUsageAlone(ref Utf8JsonReader reader)
    {
        bool hasUsage = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isChoices = reader.ValueTextEquals("choices"u8);
            bool isUsage = reader.ValueTextEquals("usage"u8);
            if (reader.ValueTextEquals("error"u8))
            {
                return false;
            }

            reader.Read();
            if (isChoices && !IsEmpty(ref reader))
            {
                return false;
            }

            hasUsage = isUsage ? reader.TokenType == JsonTokenType.StartObject : hasUsage;
            reader.Skip();
        }

        return hasUsage && !reader.Read();
    }

    /// <summary>An empty list is left at its end.</summary>
    private static bool IsEmpty(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.EndArray);

    /// <summary>The data of an event: what its lines <c>data</c> hold, joined by line feeds (WHATWG HTML, 9.2.6).</summary>
    private static ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> sentEvent)
    {
        ArrayBufferWriter<byte> data = new(sentEvent.Length);
        while (!sentEvent.IsEmpty)
        {
            int end = sentEvent.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? sentEvent : sentEvent[..end];
            if (line.StartsWith("data:"u8))
            {
                data.Write(line["data:".Length..]);
                data.Write("\n"u8);
            }

            sentEvent = end < 0 ? default : sentEvent[(end + 1)..];
        }

        return data.WrittenSpan;
    }
}
