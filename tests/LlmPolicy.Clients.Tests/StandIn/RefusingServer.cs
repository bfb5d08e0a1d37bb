using LlmPolicy.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Clients.StandIn;

/// <summary>A loopback server that refuses everything in the same way, in the form of the errors of whose call it is.</summary>
internal sealed class RefusingServer : IAsyncDisposable
{
    public const string Words = "The budget is used up.";

    private readonly WebApplication _app;
    private int _tries;

    private RefusingServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>How often it was asked.</summary>
    public int Tries => _tries;

    public static async Task<RefusingServer> StartAsync(int status, params HeaderField[] headers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        RefusingServer server = new(app);
        app.Run(async context =>
        {
            Interlocked.Increment(ref server._tries);
            var error = ProviderErrors.For(context.Request.Method, context.Request.Path, status, "budget.exceeded", Words);
            context.Response.StatusCode = status;
            foreach (var (name, value) in error.Headers.Concat(headers))
            {
                context.Response.Headers.Append(name, value);
            }

            await context.Response.WriteAsync(error.Text);
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
