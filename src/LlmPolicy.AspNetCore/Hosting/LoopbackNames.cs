using System.Net;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Hosting;

/// <summary>
/// Where what is for operators asks for no authorization, it answers loopback's names alone: a site could point a name of its own at this machine, and the operator's browser would let it
/// read what the name answers, and send what changes something.
/// </summary>
internal static class LoopbackNames
{
    /// <summary>What is answered under these names alone.</summary>
    /// <param name="next">What answers.</param>
    /// <param name="protect">Puts on a refusal what all its answers have.</param>
    public static RequestDelegate Guard(RequestDelegate next, Action<HttpContext> protect) => context =>
        context.GetEndpoint() is { } endpoint && ForOperators.IsOpenToAnybody(endpoint) && !IsLoopback(context.Request.Host.Host) ? RefuseAsync(context, endpoint, protect) : next(context);

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpContext context, Endpoint endpoint, Action<HttpContext> protect)
    {
        protect(context);
        return TypedResults.Problem(
            $"Without authorization this answers localhost, 127.0.0.1 and [::1] alone, since any site may point a name of its own at this machine. Add .RequireAuthorization(...) to {endpoint.Metadata.GetMetadata<ForOperators>()!.Mapped} to have it under another host.",
            statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
    }
}
