using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Clients.StandIn;

/// <summary>Gemini's generateContent: the thoughts are told beside the output, and usage grows from chunk to chunk.</summary>
internal static class GeminiApi
{
    public static Task GenerateAsync(HttpContext context, string model, string verb)
    {
        string Part(string text, string more, int output, int thoughts) => $$$"""
            {"candidates":[{"content":{"role":"model","parts":[{"text":"{{{text}}}"}]}{{{more}}},"index":0}],"usageMetadata":{"promptTokenCount":1200,"cachedContentTokenCount":1000,"candidatesTokenCount":{{{output}}},"thoughtsTokenCount":{{{thoughts}}},"totalTokenCount":{{{1200 + output + thoughts}}}},"modelVersion":"{{{model}}}","responseId":"r1"}
            """;

        const string Stop = ",\"finishReason\":\"STOP\"";
        return verb == "generateContent"
            ? Answer.JsonAsync(context, Part(Said.Text, Stop, 45, 12))
            : Answer.EventsAsync(context, Said.Pieces.Select((piece, i) => i == Said.Pieces.Count - 1 ? Part(piece, Stop, 45, 12) : Part(piece, "", 10 * (i + 1), 12)), named: false);
    }
}
