using System.Text.Json;

namespace LlmPolicy.Tests.Outputs;

/// <summary>The declared limit as somebody finds it who only looks for the names that providers use, wherever they stand in the body's first two levels.</summary>
internal static class LimitByHand
{
    private static readonly string[] Names =
        ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "maxTokens", "num_predict", "max_new_tokens", "max_gen_len", "maxTokenCount", "max_tokens_to_sample"];

    public static long? Of(byte[] body)
    {
        try
        {
            return Of(JsonElement.Parse(body), depth: 0);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Of(JsonElement element, int depth) => element.ValueKind != JsonValueKind.Object || depth > 1 ? null
        : element.EnumerateObject().Select(m => Names.Contains(m.Name) && m.Value.ValueKind == JsonValueKind.Number ? m.Value.GetInt64() : Of(m.Value, depth + 1)).Max();
}
