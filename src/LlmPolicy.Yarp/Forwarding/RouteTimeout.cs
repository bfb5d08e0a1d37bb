using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Gateway;

/// <summary>A route's <c>timeout</c>. As in Envoy, it begins when the request has been read to its end, and holds for the whole response.</summary>
internal sealed class RouteTimeout : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;

    public RouteTimeout(HttpContext context, TimeSpan timeout, TimeProvider time)
    {
        _context = context;
        _client = context.RequestAborted;
        _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_client, _limit.Token);
        context.RequestAborted = _either.Token;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is false)
        {
            _limit.CancelAfter(timeout);
        }
        else
        {
            context.Request.Body = new WatchedBody(context.Request.Body, () => _limit.CancelAfter(timeout));
        }
    }

    /// <summary>Whether the time was up before the client left.</summary>
    public bool Expired => _limit.IsCancellationRequested && !_client.IsCancellationRequested;

    public void Dispose()
    {
        _context.RequestAborted = _client;
        _either.Dispose();
        _limit.Dispose();
    }
}
