using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmPolicy.Hosting;

/// <summary>
/// Answers browsers that ask whether a page of another site may send what changes something for operators: no. The sites that the manifests' <c>cors</c> knows may ask what the policy decides; it
/// would answer for these paths as well, where nothing else has <c>OPTIONS</c>.
/// </summary>
internal static class NoLeave
{
    public static void Map(IEndpointRouteBuilder endpoints, params ReadOnlySpan<string> patterns)
    {
        foreach (string pattern in patterns)
        {
            endpoints.MapMethods(pattern, [HttpMethods.Options], (RequestDelegate)AnswerAsync);
        }
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = HttpMethods.Post;
        return Task.CompletedTask;
    }
}
