using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Clients.StandIn;

/// <summary>Ollama's chat: a stream unless told otherwise, of lines of JSON.</summary>
internal static class OllamaApi
{
    public static Task ChatAsync(HttpContext context, JsonElement asked)
    {
        string model = asked.GetProperty("model").GetString()!;
        string Line(string text, string more) =>
            $$$"""{"model":"{{{model}}}","created_at":"2026-11-01T12:00:00Z","message":{"role":"assistant","content":"{{{text}}}"},{{{more}}}}""";

        const string Done = "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":5,\"load_duration\":1,\"prompt_eval_count\":1200,\"prompt_eval_duration\":2,\"eval_count\":57,\"eval_duration\":2";
        return asked.TryGetProperty("stream", out var stream) && !stream.GetBoolean()
            ? Answer.JsonAsync(context, Line(Said.Text, Done))
            : Answer.PartsAsync(context, "application/x-ndjson", [.. Said.Pieces.Select(piece => Line(piece, "\"done\":false") + "\n"), Line("", Done) + "\n"]);
    }
}
