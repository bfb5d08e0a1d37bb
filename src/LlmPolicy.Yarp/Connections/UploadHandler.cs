namespace LlmPolicy.Gateway;

/// <summary>
/// How a request's body goes upstream. One that has arrived whole goes with the headers in one write: YARP flushes them first, for bodies that
/// are yet to come, which is a second call into the system, a second packet, and a second time that the provider wakes up. Any other goes on
/// as it comes.
/// </summary>
internal sealed class UploadHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HttpRequestOptionsKey<object> Present = new("LlmPolicy.PresentBody");
    private static readonly HttpRequestOptionsKey<UpstreamExchange> Exchange = new("LlmPolicy.Exchange");
    private static readonly Func<Stream, Stream> Unflushed = static stream => new UnflushedStream(stream);

    /// <summary>Marks a request whose body need not be waited for.</summary>
    public static void Mark(HttpRequestMessage request) => request.Options.Set(Present, Present.Key);

    /// <summary>Has a request watched on its connection.</summary>
    public static void Watch(HttpRequestMessage request, UpstreamExchange exchange) => request.Options.Set(Exchange, exchange);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool watched = request.Options.TryGetValue(Exchange, out UpstreamExchange? exchange);
        if (request.Content is { } body && request.Options.TryGetValue(Present, out _))
        {
            request.Content = new UploadContent(body, Unflushed);
        }
        else if (request.Content is { } slow && exchange?.Upload is { } upload)
        {
            request.Content = new UploadContent(slow, upload.GoTo);
        }

        return watched ? SendWatchedAsync(request, exchange!, cancellationToken) : base.SendAsync(request, cancellationToken);
    }

    // The connection is chosen below; what is written to it knows by the flow of execution whose request it is.
    private async Task<HttpResponseMessage> SendWatchedAsync(HttpRequestMessage request, UpstreamExchange exchange, CancellationToken cancellationToken)
    {
        exchange.Enter();
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
