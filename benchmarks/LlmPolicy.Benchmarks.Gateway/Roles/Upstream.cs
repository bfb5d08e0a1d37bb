using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>
/// The provider. It answers the provider's key on the provider's path, and on the lab's path what a proxy without a policy leaves as it
/// came: the lab's token.
/// </summary>
internal static class Upstream
{
    private const int Events = 20;
    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(5);

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes("""
        {"id":"chatcmpl-0123456789","object":"chat.completion","created":1760000000,"model":"gpt-oss-20b","choices":[{"index":0,"message":{"role":"assistant","content":"A gateway stands between callers and a service: it checks who calls, and passes on what may pass."},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":21,"total_tokens":23}}
        """);

    public static WebApplication Create(RoleOptions options)
    {
        WebApplication app = options.CreateBuilder().Build();
        app.MapPost(LabPolicy.ProviderPath, context => AnswerAsync(context, LabPolicy.ProviderAuthorization, "application/json"));
        app.MapPost(LabRequest.Path, context => AnswerAsync(context, $"Bearer {LabPolicy.Token}", LabRequest.ContentType));
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, string authorization, string contentType)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (context.Request.Headers.Authorization != authorization || context.Request.Headers.ContentType != contentType)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        else if (context.Request.Headers.Accept == "text/event-stream")
        {
            await StreamAsync(context);
        }
        else
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            await context.Response.Body.WriteAsync(Answer, context.RequestAborted);
        }
    }

    /// <summary>Each event says when it was written, by the clock that all processes of a machine share.</summary>
    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (int i = 0; i < Events; i++)
        {
            await Task.Delay(i == 0 ? TimeSpan.Zero : BetweenEvents, context.RequestAborted);
            string text = string.Create(CultureInfo.InvariantCulture, $"data: {Stopwatch.GetTimestamp()}\n\n");
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(text), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
