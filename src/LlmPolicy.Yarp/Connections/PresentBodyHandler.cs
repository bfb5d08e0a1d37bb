namespace LlmPolicy.Gateway;

/// <summary>
/// Sends a request whose body has arrived whole in one write. YARP flushes the headers first, for bodies that are yet to come: a second
/// call into the system, a second packet, and a second time that the provider wakes up.
/// </summary>
internal sealed class PresentBodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HttpRequestOptionsKey<object> Present = new("LlmPolicy.PresentBody");

    /// <summary>Marks a request whose body need not be waited for.</summary>
    public static void Mark(HttpRequestMessage request) => request.Options.Set(Present, Present.Key);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } body && request.Options.TryGetValue(Present, out _))
        {
            request.Content = new PresentBody(body);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
