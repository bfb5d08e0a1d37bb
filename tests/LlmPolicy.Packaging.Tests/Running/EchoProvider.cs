using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Packaging.Running;

/// <summary>Stands for the provider, and keeps what reached it.</summary>
internal sealed class EchoProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoProvider(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedRequest> Received { get; } = new();

    public string Address => _app.Urls.Single();

    public static async Task<EchoProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        EchoProvider echo = new(builder.Build());
        echo._app.Urls.Add("http://127.0.0.1:0");
        echo._app.Run(echo.AnswerAsync);
        await echo._app.StartAsync();
        return echo;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using StreamReader body = new(request.Body);
        Received.Enqueue(new ReceivedRequest(
            request.Method,
            request.Path + request.QueryString,
            request.Host.Value ?? "",
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync()));
        await context.Response.WriteAsync("an answer");
    }
}
