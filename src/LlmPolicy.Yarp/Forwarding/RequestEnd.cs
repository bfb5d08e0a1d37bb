using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Gateway;

/// <summary>The moment when a request has been read to its end. An upgraded connection has none.</summary>
internal sealed class RequestEnd
{
    private static readonly Action Past = () => { };

    private Action? _then;

    private RequestEnd()
    {
    }

    public bool Reached => Volatile.Read(ref _then) == Past;

    /// <summary>Watches a request's body from now on.</summary>
    public static RequestEnd Watch(HttpContext context)
    {
        RequestEnd end = new();
        if (IsUpgrade(context))
        {
            return end;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is false)
        {
            end.Reach();
        }
        else
        {
            context.Request.Body = new WatchedBody(context.Request.Body, end);
        }

        return end;
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

    private static bool IsUpgrade(HttpContext context) =>
        (HttpMethods.IsConnect(context.Request.Method) && context.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect is true)
        || (string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            && context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true);
}
