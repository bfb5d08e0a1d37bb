using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.TestKinds;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmPolicy.AspNetCore.Tests.Bodies;

/// <summary>A guarded app, and how a body may come to it: by HTTP/1.1 with a length or in chunks, by HTTP/2, or in TestServer.</summary>
internal sealed class BodyApp : IAsyncDisposable
{
    public static readonly string[] Ways = ["length", "chunked", "http/2", "TestServer"];

    private readonly TestApp _app;
    private readonly string _way;

    private BodyApp(TestApp app, string way) => (_app, _way) = (app, way);

    public TestApp App => _app;

    public static async Task<BodyApp> StartAsync(string way, Setup setup) => new(
        way == "TestServer"
            ? await TestApp.OnTestServer(setup)
            : await TestApp.OnKestrel(setup with
            {
                Services = builder =>
                {
                    builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(
                        endpoint => endpoint.Protocols = way == "http/2" ? HttpProtocols.Http2 : HttpProtocols.Http1));
                    setup.Services(builder);
                },
            }),
        way);

    /// <summary>A guard that wants one of the words in each body, read up to a limit.</summary>
    public static Setup WordGuard(long limit, string words, Action<WebApplication>? pipeline = null) => new()
    {
        Services = builder =>
        {
            WordPolicy.AddTo(builder.Services, limit);
            builder.AddLlmPolicy().AddManifest(TestManifest.Open(TestManifest.Route("prefix: /")) + WordPolicy.Manifest("vs", words), "test.yaml");
        },
        Pipeline = pipeline ?? (app =>
        {
            app.UseLlmPolicy();
            MapEchoes(app);
        }),
    };

    /// <summary>Endpoints that send back what they read: by stream, by reader, or as JSON.</summary>
    public static void MapEchoes(WebApplication app)
    {
        app.Map("/stream", async (HttpContext context) =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
        });
        app.Map("/reader", async (HttpContext context) =>
        {
            using MemoryStream body = new();
            await context.Request.BodyReader.CopyToAsync(body, context.RequestAborted);
            await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
        });
        app.MapPost("/json", (Ask ask) => ask.Text);
    }

    public async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(string path, byte[] body, string type = "text/plain")
    {
        using HttpClient client = Client();
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new(type);
        request.Headers.TransferEncodingChunked = _way == "chunked";
        using var response = await SendAsync(client, request);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        (request.Version, request.VersionPolicy) = (_way == "http/2" ? HttpVersion.Version20 : HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public HttpClient Client() => _way == "TestServer" ? _app.Client() : new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_app.Port}") };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal sealed record Ask(string Text);
}
