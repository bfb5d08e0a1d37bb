using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmPolicy.TestKit;

/// <summary>An LLM provider on a socket of this machine that answers what a test says, and keeps what it was sent.</summary>
public sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _connections;

    private ScriptedProvider(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What it was sent, in the order of arrival.</summary>
    public ConcurrentQueue<ProviderRequest> Requests { get; } = new();

    /// <summary>The names that TLS clients asked for.</summary>
    public ConcurrentQueue<string> ServerNames { get; } = new();

    /// <param name="answer">Answers a request, whose body has been read.</param>
    /// <param name="certificate">What it shows; null: it speaks no TLS.</param>
    public static async Task<ScriptedProvider> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        ScriptedProvider? provider = null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Use(next => connection =>
            {
                Interlocked.Increment(ref provider!._connections);
                return next(connection);
            });
            if (certificate is not null)
            {
                listen.UseHttps(https => https.ServerCertificateSelector = (_, name) =>
                {
                    provider!.ServerNames.Enqueue(name ?? "");
                    return certificate;
                });
            }
        }));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var app = builder.Build();
        provider = new ScriptedProvider(app);
        app.Run(async context =>
        {
            provider.Requests.Enqueue(await ReadAsync(context));
            await answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    /// <summary>Answers with JSON.</summary>
    public static RequestDelegate Json(string json, int status = 200) => context =>
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (status, "application/json", bytes.Length);
        return context.Response.Body.WriteAsync(bytes).AsTask();
    };

    /// <summary>Answers a chat in OpenAI's form.</summary>
    public static RequestDelegate Chat(int input, int output, string text = "Hello", string model = "m") => Json(
        $$$"""{"id":"c","object":"chat.completion","created":1,"model":"{{{model}}}","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{{{text}}}"}}],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""");

    /// <summary>Answers with server-sent events, each written by itself.</summary>
    public static RequestDelegate Events(params string[] events) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (string one in events)
        {
            await context.Response.WriteAsync(one, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    };

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task<ProviderRequest> ReadAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        return new ProviderRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Host.Value ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
    }
}

/// <summary>What a provider was sent.</summary>
public sealed record ProviderRequest(string Method, string Target, string Host, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>A header's value; null if it was not sent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
