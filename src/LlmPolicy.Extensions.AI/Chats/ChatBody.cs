using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmPolicy.Chats;

/// <summary>
/// A chat as the policy sees it: the body of OpenAI's chat completions, whose members <c>model</c>, <c>max_tokens</c> and <c>messages</c> Anthropic's and others have, too.
/// </summary>
internal static class ChatBody
{
    public static byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, string? model, bool isStream)
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        if (model is not null)
        {
            json.WriteString("model", model);
        }

        if (options?.MaxOutputTokens is { } limit)
        {
            json.WriteNumber("max_tokens", limit);
        }

        if (isStream)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        WriteMessages(json, messages, options?.Instructions);
        WriteTools(json, options?.Tools ?? []);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    /// <summary>Options with what the policy has put into the body.</summary>
    public static ChatOptions Apply(ReadOnlySpan<byte> body, ChatOptions? options)
    {
        var changed = options?.Clone() ?? new ChatOptions();
        Utf8JsonReader json = new(body);
        json.Read();
        int? limit = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isModel = json.ValueTextEquals("model"u8);
            bool isLimit = json.ValueTextEquals("max_tokens"u8) || json.ValueTextEquals("max_completion_tokens"u8);
            json.Read();
            if (isModel)
            {
                changed.ModelId = json.GetString();
            }
            else if (isLimit && json.TryGetInt64(out long most))
            {
                limit = (int)Math.Min(most, limit ?? int.MaxValue);
            }

            json.Skip();
        }

        changed.MaxOutputTokens = limit ?? changed.MaxOutputTokens;
        return changed;
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        json.WriteStartArray("messages");
        if (instructions is not null)
        {
            json.WriteStartObject();
            json.WriteString("role", "system");
            json.WriteString("content", instructions);
            json.WriteEndObject();
        }

        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            if (message.Contents.All(part => part is TextContent))
            {
                json.WriteString("content", message.Text);
            }
            else
            {
                json.WriteStartArray("content");
                foreach (var part in message.Contents)
                {
                    WritePart(json, part);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, AIContent part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case DataContent data:
                WriteAddress(json, data.Uri);
                break;
            case UriContent uri:
                WriteAddress(json, uri.Uri.ToString());
                break;
            default:
                json.WriteString("type", "text");
                json.WriteString("text", ChatText.Of(part));
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteAddress(Utf8JsonWriter json, string address)
    {
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WriteString("url", address);
        json.WriteEndObject();
    }

    /// <summary>Tools that are no functions run at the provider: their types say that what they produce is not bound.</summary>
    private static void WriteTools(Utf8JsonWriter json, IList<AITool> tools)
    {
        if (tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", tool is AIFunctionDeclaration ? "function" : tool.Name);
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            if (tool is AIFunctionDeclaration function)
            {
                json.WritePropertyName("parameters");
                function.JsonSchema.WriteTo(json);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
