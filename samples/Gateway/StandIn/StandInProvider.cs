namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>Answers as an LLM provider does, on a free loopback port, and shows what reached it.</summary>
internal sealed class StandInProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInProvider(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<StandInProvider> StartAsync()
    {
        // Empty: none of the gateway's configuration (urls above all) is meant for it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();

        var app = builder.Build();
        app.Use(Received.ShowAsync);
        app.UseRouting();
        app.Use(ProviderKey.RequireAsync);
        app.MapPost("/models/{organisation}/{model}", HuggingFaceApi.GenerateAsync);
        app.MapPost("/v1/chat/completions", ChatApi.CompleteAsync);
        app.MapGet("/v1/models", ChatApi.ModelsAsync);
        await app.StartAsync();
        return new StandInProvider(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
