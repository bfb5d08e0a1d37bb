using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Dashboard;

/// <summary>What all answers of the page have in common, and who may ask for them beside the app's own authorization.</summary>
internal static class DashboardResponse
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Nothing but our own is run, no other page shows it, and no cache keeps it.</summary>
    public static void Protect(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = CacheControlHeaderValue.NoStoreString;
    }

    /// <summary>
    /// Whether the page itself asks, not another site by the operator's browser. Browsers say so (<c>Sec-Fetch-Site</c>); older ones say at least from where a form is sent (<c>Origin</c>).
    /// Who says neither is no browser, and carries nobody's cookies by accident; a form is not taken from him all the same.
    /// </summary>
    public static bool IsOwn(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site ? site == "same-origin"
        : request.Headers.Origin is { Count: > 0 } origin ? Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
        : !HttpMethods.IsPost(request.Method);

    public static Task WriteAsync(HttpContext context, Html page) => TypedResults.Content(page.ToString(), "text/html; charset=utf-8").ExecuteAsync(context);

    public static Task ProblemAsync(HttpContext context, int statusCode, string detail) => TypedResults.Problem(detail, statusCode: statusCode).ExecuteAsync(context);
}
