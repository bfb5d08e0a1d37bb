using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Gateway;

/// <summary>The moment when a request has been read to its end. An upgraded connection has none.</summary>
internal sealed class RequestEnd
{
    private readonly Lock _gate = new();
    private Action? _then;

    private RequestEnd()
    {
    }

    public bool Reached { get; private set; }

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
            end.Reached = true;
        }
        else
        {
            context.Request.Body = new WatchedBody(context.Request.Body, end.Reach);
        }

        return end;
    }

    /// <summary>Does something at the end; at once if it is past.</summary>
    public void Then(Action action)
    {
        lock (_gate)
        {
            if (!Reached)
            {
                _then += action;
                return;
            }
        }

        action();
    }

    private void Reach()
    {
        Action? then;
        lock (_gate)
        {
            Reached = true;
            then = _then;
            _then = null;
        }

        then?.Invoke();
    }

    private static bool IsUpgrade(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect is true
        || (context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest is true
            && string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase));
}
