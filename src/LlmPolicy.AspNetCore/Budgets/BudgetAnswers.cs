using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Budgets;

/// <summary>What the answers of the endpoints of budgets have in common.</summary>
internal static class BudgetAnswers
{
    /// <summary>What is used changes with each request, and is nobody else's.</summary>
    public static void KeepPrivate(HttpContext context) => context.Response.Headers.CacheControl = CacheControlHeaderValue.NoStoreString;

    public static Task StoreAwayAsync(HttpContext context) => ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "The store of budgets does not answer.");

    /// <summary>Problem details (RFC 9457).</summary>
    public static Task ProblemAsync(HttpContext context, int statusCode, string detail) => TypedResults.Problem(detail, statusCode: statusCode).ExecuteAsync(context);
}
