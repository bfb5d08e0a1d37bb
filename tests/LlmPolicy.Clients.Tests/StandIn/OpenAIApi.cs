using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Clients.StandIn;

/// <summary>OpenAI's chat completions and responses; chat completions as Azure has them, too.</summary>
internal static class OpenAIApi
{
    private const string ChatUsage =
        """{"prompt_tokens":1200,"prompt_tokens_details":{"cached_tokens":1000},"completion_tokens":57,"completion_tokens_details":{"reasoning_tokens":12},"total_tokens":1257}""";

    private const string ResponseUsage =
        """{"input_tokens":1200,"input_tokens_details":{"cached_tokens":1000},"output_tokens":57,"output_tokens_details":{"reasoning_tokens":12},"total_tokens":1257}""";

    /// <summary>What Azure says of the prompt before all else: a chunk without choices.</summary>
    private const string PromptFilter =
        """{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}""";

    public static Task ChatAsync(HttpContext context, JsonElement asked) => ChatAsync(context, asked, []);

    public static Task AzureChatAsync(HttpContext context, JsonElement asked) => ChatAsync(context, asked, [PromptFilter]);

    public static Task ResponseAsync(HttpContext context, JsonElement asked)
    {
        string model = asked.GetProperty("model").GetString()!;
        if (!Answer.IsStream(asked))
        {
            return Answer.JsonAsync(context, Response(model, "completed", $"[{Message(Said.Text)}]", ResponseUsage));
        }

        int number = 0;
        string Numbered(string sentEvent) => $$"""{"sequence_number":{{number++}},{{sentEvent[1..]}}""";

        return Answer.EventsAsync(context, new[]
        {
            $$"""{"type":"response.created","response":{{Response(model, "in_progress", "[]", "null")}}}""",
            """{"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"msg_1","status":"in_progress","role":"assistant","content":[]}}""",
            """{"type":"response.content_part.added","item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""",
        }.Concat(Said.Pieces.Select(piece =>
            $$"""{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"{{piece}}","logprobs":[]}""")).Concat(
        [
            $$"""{"type":"response.output_text.done","item_id":"msg_1","output_index":0,"content_index":0,"text":"{{Said.Text}}","logprobs":[]}""",
            $$"""{"type":"response.output_item.done","output_index":0,"item":{{Message(Said.Text)}}}""",
            $$"""{"type":"response.completed","response":{{Response(model, "completed", $"[{Message(Said.Text)}]", ResponseUsage)}}}""",
        ]).Select(Numbered), named: true);
    }

    private static Task ChatAsync(HttpContext context, JsonElement asked, string[] first)
    {
        string model = asked.GetProperty("model").GetString()!;
        if (!Answer.IsStream(asked))
        {
            return Answer.JsonAsync(context, $$"""
                {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"{{model}}","choices":[
                  {"index":0,"message":{"role":"assistant","content":"{{Said.Text}}"},"finish_reason":"stop"}],"usage":{{ChatUsage}}}
                """);
        }

        bool tellsUsage = asked.TryGetProperty("stream_options", out var options) && options.GetProperty("include_usage").GetBoolean();
        string Chunk(string choices, string usage) =>
            $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"{{model}}","choices":[{{choices}}]{{(tellsUsage ? $",\"usage\":{usage}" : "")}}}""";

        return Answer.EventsAsync(context,
        [
            .. first,
            Chunk("""{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}""", "null"),
            .. Said.Pieces.Select(piece => Chunk($$$"""{"index":0,"delta":{"content":"{{{piece}}}"},"finish_reason":null}""", "null")),
            Chunk("""{"index":0,"delta":{},"finish_reason":"stop"}""", "null"),
            .. tellsUsage ? [Chunk("", ChatUsage)] : Array.Empty<string>(),
            "[DONE]",
        ], named: false);
    }

    private static string Response(string model, string status, string output, string usage) => $$"""
        {"id":"resp_1","object":"response","created_at":1700000000,"status":"{{status}}","model":"{{model}}","output":{{output}},"usage":{{usage}},"error":null,"incomplete_details":null,"instructions":null,"metadata":{},"parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1}
        """;

    private static string Message(string text) =>
        $$"""{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"{{text}}","annotations":[],"logprobs":[]}]}""";
}
