using LlmPolicy.Conformance.Suites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Conformance.Gateway.Upstream;

/// <summary>The key servers of a group, on one port: what the recording says that they answered, or a hang-up.</summary>
internal sealed class KeyServers : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KeyServers(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<KeyServers> StartAsync(IReadOnlyDictionary<string, RemoteAnswer?> answers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, answers.GetValueOrDefault(context.Request.GetEncodedUrl())));
        await app.StartAsync();
        return new KeyServers(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, RemoteAnswer? answer)
    {
        if (answer is null)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.Body.Length > 0)
        {
            await context.Response.WriteAsync(answer.Body);
        }
    }
}
