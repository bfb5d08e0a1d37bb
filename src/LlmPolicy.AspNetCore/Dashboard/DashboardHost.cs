using System.Net;
using LlmPolicy.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Dashboard;

/// <summary>
/// Where the page asks for no authorization, it answers loopback's names alone: a site could point a name of its own at this machine, and the operator's browser would let it read what
/// the name answers.
/// </summary>
internal static class DashboardHost
{
    public static RequestDelegate Guard(RequestDelegate next) => context => IsTrusted(context) ? next(context) : RefuseAsync(context);

    private static bool IsTrusted(HttpContext context) => context.GetEndpoint() is { } endpoint && !ForOperators.IsOpenToAnybody(endpoint) || IsLoopback(context.Request.Host.Host);

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpContext context)
    {
        DashboardResponse.Protect(context);
        return DashboardResponse.ProblemAsync(context, StatusCodes.Status400BadRequest,
            "Without authorization the page answers localhost, 127.0.0.1 and [::1] alone, since any site may point a name of its own at this machine. Add .RequireAuthorization(...) to app.MapLlmPolicyDashboard(...) to have it under another host.");
    }
}
