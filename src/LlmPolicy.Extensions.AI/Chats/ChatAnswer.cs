using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmPolicy.Chats;

/// <summary>Answers in the form in which a meter reads them: OpenAI's.</summary>
internal static class ChatAnswer
{
    public static UpstreamAnswer Json { get; } = new(200, [new HeaderField("content-type", "application/json")]);

    public static UpstreamAnswer Events { get; } = new(200, [new HeaderField("content-type", "text/event-stream")]);

    public static byte[] Write(ChatResponse answer)
    {
        ArrayBufferWriter<byte> body = new();
        Write(body, answer.ModelId, "message", answer.Messages.SelectMany(message => message.Contents), answer.Usage);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>An event of a stream.</summary>
    /// <param name="update">The update.</param>
    /// <param name="used">What the stream has reported so far; null: nothing.</param>
    public static byte[] Write(ChatResponseUpdate update, UsageDetails? used)
    {
        ArrayBufferWriter<byte> body = new();
        body.Write("data: "u8);
        Write(body, update.ModelId, "delta", update.Contents, used);
        body.Write("\n\n"u8);
        return body.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> body, string? model, string choice, IEnumerable<AIContent> contents, UsageDetails? used)
    {
        using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        if (model is not null)
        {
            json.WriteString("model", model);
        }

        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteStartObject(choice);
        json.WriteString("content", string.Concat(contents.Select(ChatText.Of)));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        if (used is not null)
        {
            WriteUsage(json, used);
        }

        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, UsageDetails used)
    {
        json.WriteStartObject("usage");
        WriteCount(json, "prompt_tokens", used.InputTokenCount);
        WriteCount(json, "completion_tokens", used.OutputTokenCount);
        WriteCount(json, "total_tokens", used.TotalTokenCount);
        json.WriteStartObject("prompt_tokens_details");
        WriteCount(json, "cached_tokens", used.CachedInputTokenCount);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        WriteCount(json, "reasoning_tokens", used.ReasoningTokenCount);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long? count)
    {
        if (count is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
