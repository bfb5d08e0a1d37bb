using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LlmPolicy.Chats;

/// <summary>What a part of a message is in text: what is sent of it, or was produced.</summary>
internal static class ChatText
{
    public static string Of(AIContent part) => part switch
    {
        TextContent text => text.Text,
        TextReasoningContent reasoning => reasoning.Text,
        UsageContent => "",
        _ => Json(part),
    };

    /// <summary>Anything else, as Microsoft.Extensions.AI writes it: calls of functions and their results.</summary>
    private static string Json(AIContent part)
    {
        try
        {
            return JsonSerializer.Serialize(part, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            // An app's own kind of content.
            return part.ToString() ?? "";
        }
    }
}
