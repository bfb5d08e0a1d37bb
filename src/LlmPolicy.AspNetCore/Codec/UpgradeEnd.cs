using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Codec;

/// <summary>A client that asked for another protocol may already speak it: where it does not get it, what follows is not to be read as HTTP.</summary>
internal static class UpgradeEnd
{
    public static void Watch(HttpContext context)
    {
        if (context.Request.Headers.Upgrade.Count > 0 && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && IsAnswered(context.Request.Headers))
        {
            context.Response.OnStarting(CloseUnlessUpgraded, context.Response);
        }
    }

    /// <summary>An offer to speak HTTP/2 is passed over, and the connection stays.</summary>
    private static bool IsAnswered(IHeaderDictionary headers) => !headers.Upgrade.ToString().Equals("h2c", StringComparison.OrdinalIgnoreCase);

    private static Task CloseUnlessUpgraded(object response)
    {
        var answer = (HttpResponse)response;
        if (answer.StatusCode is not (StatusCodes.Status101SwitchingProtocols or StatusCodes.Status426UpgradeRequired))
        {
            answer.Headers.Connection = "close";
        }

        return Task.CompletedTask;
    }
}
