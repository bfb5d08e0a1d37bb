using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Clients.StandIn;

/// <summary>All providers on one loopback port. Each asks for its key, and takes no other credential beside it.</summary>
internal sealed class Providers : IAsyncDisposable
{
    private static readonly string[] Credentials = ["Authorization", "api-key", "x-api-key", "x-goog-api-key"];

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _models;

    private Providers(WebApplication app, ConcurrentQueue<string> models)
    {
        _app = app;
        _models = models;
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The models that were asked for here.</summary>
    public IEnumerable<string> Models => _models;

    public static async Task<Providers> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        ConcurrentQueue<string> models = [];

        RequestDelegate Body(Func<HttpContext, JsonElement, Task> answer) => async context =>
        {
            using var asked = await JsonDocument.ParseAsync(context.Request.Body);
            models.Enqueue(asked.RootElement.GetProperty("model").GetString()!);
            await answer(context, asked.RootElement);
        };

        app.UseRouting();
        app.Use(RequireKeyAsync);
        app.MapPost("/v1/chat/completions", Body(OpenAIApi.ChatAsync));
        app.MapPost("/v1/responses", Body(OpenAIApi.ResponseAsync));
        app.MapPost("/openai/deployments/{deployment}/chat/completions", Body(OpenAIApi.AzureChatAsync));
        app.MapPost("/v1/messages", Body(AnthropicApi.MessageAsync));
        app.MapPost("/api/chat", Body(OllamaApi.ChatAsync));
        app.MapPost("/{version}/models/{call}", context =>
        {
            string[] call = ((string)context.Request.RouteValues["call"]!).Split(':');
            models.Enqueue(call[0]);
            return GeminiApi.GenerateAsync(context, call[0], call[1]);
        });
        await app.StartAsync();
        return new Providers(app, models);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task RequireKeyAsync(HttpContext context, RequestDelegate next)
    {
        string[] brought = [.. Credentials.SelectMany(name => context.Request.Headers[name]).Select(value => value!.Split(' ')[^1])];
        if (brought is [Said.Key])
        {
            return next(context);
        }

        context.Response.StatusCode = 401;
        return context.Response.WriteAsync($"{brought.Length} credentials, and not the provider's key alone.");
    }
}
