using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>An app under test: on Kestrel where the bytes of the path matter, else on TestServer.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app, LogSink logs) => (_app, Logs) = (app, logs);

    public LogSink Logs { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<TestApp> OnKestrel(Setup setup) => Start(setup, builder => builder.WebHost.UseUrls("http://127.0.0.1:0"));

    public static Task<TestApp> OnTestServer(Setup setup) => Start(setup, builder => builder.WebHost.UseTestServer());

    /// <summary>An app that guards all its endpoints with one manifest.</summary>
    public static Task<TestApp> Guarding(string manifest, Action<WebApplication> endpoints) => OnTestServer(Guard(manifest, endpoints));

    public static Setup Guard(string manifest, Action<WebApplication> endpoints) => new()
    {
        Services = builder => builder.AddLlmPolicy().AddManifest(manifest, "test.yaml"),
        Pipeline = app =>
        {
            app.UseLlmPolicy();
            endpoints(app);
        },
    };

    public HttpClient Client() => _app.GetTestClient();

    public int Port => new Uri(_app.Urls.First()).Port;

    public RawClient Raw() => new(Port);

    public async Task<HttpResponseMessage> Get(string path, string? token = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client().SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<TestApp> Start(Setup setup, Action<WebApplicationBuilder> server)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = setup.Environment,
            ContentRootPath = setup.ContentRoot,
        });
        LogSink logs = new();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(setup.Configuration);
        server(builder);
        setup.Services(builder);
        var app = builder.Build();
        try
        {
            setup.Pipeline(app);
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestApp(app, logs);
    }
}
