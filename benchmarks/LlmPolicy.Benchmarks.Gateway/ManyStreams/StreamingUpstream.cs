namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>
/// The provider, in this process: each answer is a stream that goes on, a chunk at a time, until all are ended. As the other provider, it wants
/// the provider's key on the provider's path, and on the lab's path the lab's token.
/// </summary>
internal sealed class StreamingUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeSpan _between;
    private CancellationTokenSource _ending = new();

    private StreamingUpstream(TimeSpan between)
    {
        _between = between;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        _app = builder.Build();
        _app.MapPost(LabPolicy.ProviderPath, context => AnswerAsync(context, LabPolicy.ProviderAuthorization));
        _app.MapPost(LabRequest.Path, context => AnswerAsync(context, $"Bearer {LabPolicy.Token}"));
    }

    public Uri Address => new(_app.Urls.Single());

    /// <param name="between">The time between two chunks of a stream.</param>
    public static async Task<StreamingUpstream> StartAsync(TimeSpan between)
    {
        StreamingUpstream upstream = new(between);
        await upstream._app.StartAsync();
        return upstream;
    }

    /// <summary>Ends all streams that are open, with their usage. Later ones are not concerned.</summary>
    public void EndStreams() => Interlocked.Exchange(ref _ending, new CancellationTokenSource()).Cancel();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string authorization)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (context.Request.Headers.Authorization != authorization)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        using PeriodicTimer timer = new(_between);
        // A timer that is disposed ticks no more: its wait ends with false.
        using CancellationTokenRegistration ended = _ending.Token.Register(timer.Dispose);
        int words = 0;
        do
        {
            await context.Response.Body.WriteAsync(StreamedChat.Chunk(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            words++;
        }
        while (await timer.WaitForNextTickAsync(context.RequestAborted));

        await context.Response.Body.WriteAsync(StreamedChat.Usage(words), context.RequestAborted);
        await context.Response.Body.WriteAsync(StreamedChat.Done, context.RequestAborted);
    }
}
