using System.Text.Json;

namespace LlmPolicy.Samples.Gateway.StandIn;

internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens)
{
    public static Usage Of(ChatRequest request)
    {
        int prompt = request.Messages!.Sum(Count);
        int completion = Reply.Words(Reply.Text).Length;
        return new Usage(prompt, completion, prompt + completion);
    }

    private static int Count(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out var content)
        && content.ValueKind == JsonValueKind.String ? Reply.Words(content.GetString()!).Length : 0;
}
