using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Clients.StandIn;

/// <summary>How answers are written: whole, or part by part, each sent at once.</summary>
internal static class Answer
{
    public static bool IsStream(JsonElement asked) => asked.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    public static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Server-sent events, with the type of each as the event's name where that is the provider's way.</summary>
    public static Task EventsAsync(HttpContext context, IEnumerable<string> events, bool named) => PartsAsync(
        context, "text/event-stream; charset=utf-8", events.Select(data => (named ? $"event: {TypeOf(data)}\n" : "") + $"data: {data}\n\n"));

    public static async Task PartsAsync(HttpContext context, string contentType, IEnumerable<string> parts)
    {
        context.Response.ContentType = contentType;
        foreach (string part in parts)
        {
            await context.Response.WriteAsync(part, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static string TypeOf(string data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.GetProperty("type").GetString()!;
    }
}
