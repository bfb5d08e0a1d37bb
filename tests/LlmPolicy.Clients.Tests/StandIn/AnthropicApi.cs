using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Clients.StandIn;

/// <summary>Anthropic's messages: input is told without what came from the cache.</summary>
internal static class AnthropicApi
{
    public static Task MessageAsync(HttpContext context, JsonElement asked)
    {
        string model = asked.GetProperty("model").GetString()!;
        if (!Answer.IsStream(asked))
        {
            return Answer.JsonAsync(context, Message(model, $$"""[{"type":"text","text":"{{Said.Text}}"}]""", "\"end_turn\"", output: 57));
        }

        return Answer.EventsAsync(context,
        [
            $$"""{"type":"message_start","message":{{Message(model, "[]", "null", output: 1)}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"ping"}""",
            .. Said.Pieces.Select(piece => $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{piece}}}"}}"""),
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":57}}""",
            """{"type":"message_stop"}""",
        ], named: true);
    }

    private static string Message(string model, string content, string stopReason, int output) => $$$"""
        {"id":"msg_1","type":"message","role":"assistant","model":"{{{model}}}","content":{{{content}}},"stop_reason":{{{stopReason}}},"stop_sequence":null,"usage":{"input_tokens":200,"cache_creation_input_tokens":0,"cache_read_input_tokens":1000,"output_tokens":{{{output}}}}}
        """;
}
