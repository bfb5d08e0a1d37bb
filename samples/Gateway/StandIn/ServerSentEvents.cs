using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>A stream of <c>data:</c> lines, each sent at once, ended by <c>[DONE]</c>.</summary>
internal sealed class ServerSentEvents
{
    private readonly HttpContext _context;

    public ServerSentEvents(HttpContext context)
    {
        _context = context;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
    }

    public Task SendAsync<T>(T value, JsonTypeInfo<T> type) => LineAsync(JsonSerializer.Serialize(value, type));

    public Task EndAsync() => LineAsync("[DONE]");

    private async Task LineAsync(string data)
    {
        await _context.Response.WriteAsync($"data: {data}\n\n", _context.RequestAborted);
        await _context.Response.Body.FlushAsync(_context.RequestAborted);
    }
}
