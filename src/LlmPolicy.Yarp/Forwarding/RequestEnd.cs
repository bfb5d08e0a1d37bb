using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Gateway;

/// <summary>The moment when a request has been read to its end. An upgraded connection has none.</summary>
internal sealed class RequestEnd
{
    private static readonly Action Past = () => { };

    // Of a longer one more is to be written anyway.
    private const int ShortBody = 16 * 1024;

    private Action? _then;
    private PipeReader? _unread;

    private RequestEnd()
    {
    }

    /// <summary>Whether the request asks to go on in another protocol.</summary>
    public bool IsUpgrade { get; private init; }

    /// <summary>Whether it asks so, and comes with a body.</summary>
    public bool IsUpgradeWithBody { get; private init; }

    /// <summary>The body that is watched; null where there is none.</summary>
    public WatchedBody? Body { get; private set; }

    public bool Reached => Volatile.Read(ref _then) == Past;

    /// <summary>Watches a request's body from now on.</summary>
    public static RequestEnd Watch(HttpContext context)
    {
        bool asks = AsksForUpgrade(context.Request.Headers);
        bool upgradable = context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true;
        RequestEnd end = new() { IsUpgrade = asks && upgradable, IsUpgradeWithBody = asks && !upgradable };
        if (end.IsUpgrade)
        {
            return end;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is false)
        {
            end.Reach();
        }
        else
        {
            end._unread = context.Request.BodyReader;
            end.Body = new WatchedBody(context.Request.Body, end._unread, context.Request.ContentLength, end);
            context.Request.Body = end.Body;
        }

        return end;
    }

    /// <summary>Whether a short body has arrived whole, and nothing of it was read yet. To be asked once, before it is sent on.</summary>
    public bool IsPresent(HttpRequest request)
    {
        PipeReader? body = Interlocked.Exchange(ref _unread, null);
        // Whoever waits for 100 (Continue) has sent no body, and must not be asked for it before its time.
        if (body is null || request.ContentLength is not (> 0 and <= ShortBody) || request.Headers.Expect.Count > 0 || !body.TryRead(out ReadResult read))
        {
            return false;
        }

        body.AdvanceTo(read.Buffer.Start);
        return read.Buffer.Length == request.ContentLength;
    }

    /// <summary>Does something at the end; at once if it is past.</summary>
    public void Then(Action action)
    {
        for (Action? then = Volatile.Read(ref _then); then != Past; then = Volatile.Read(ref _then))
        {
            if (Interlocked.CompareExchange(ref _then, then + action, then) == then)
            {
                return;
            }
        }

        action();
    }

    /// <summary>The end is reached; to be told once or more.</summary>
    public void Reach() => Interlocked.Exchange(ref _then, Past)?.Invoke();

    private static bool AsksForUpgrade(IHeaderDictionary headers) =>
        string.Equals(headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
        && headers.GetCommaSeparatedValues(HeaderNames.Connection).Contains(HeaderNames.Upgrade, StringComparer.OrdinalIgnoreCase);
}
