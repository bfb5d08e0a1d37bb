using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Dashboard.Support;

/// <summary>What an app with a page is made of.</summary>
internal sealed record DashboardSetup
{
    public string Environment { get; init; } = "Development";

    public string ContentRoot { get; init; } = AppContext.BaseDirectory;

    public Dictionary<string, string?> Configuration { get; init; } = [];

    public Action<WebApplicationBuilder> Services { get; init; } = _ => { };

    public Action<WebApplication> Pipeline { get; init; } = app =>
    {
        app.MapLlmPolicy();
        app.MapLlmPolicyDashboard("/llmpolicy");
    };
}

/// <summary>A gateway on Kestrel with a page, and a stand-in for its upstreams that answers everything.</summary>
internal sealed class DashboardApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebApplication _upstream;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private DashboardApp(WebApplication app, WebApplication upstream, LogSink logs) => (_app, _upstream, Logs) = (app, upstream, logs);

    public string Address => _app.Urls.First();

    public string Page => $"{Address}/llmpolicy";

    public LogSink Logs { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the stand-in answers; null: 200 and some JSON.</summary>
    public RequestDelegate? Upstream { get; set; }

    public static async Task<DashboardApp> StartAsync(DashboardSetup setup)
    {
        DashboardApp? started = null;
        var upstream = Bare();
        upstream.Run(context => started?.Upstream?.Invoke(context)
            ?? context.Response.WriteAsJsonAsync(new { model = "gpt-2", usage = new { prompt_tokens = 40, completion_tokens = 60, total_tokens = 100 } }));
        await upstream.StartAsync(TestContext.Current.CancellationToken);

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = setup.Environment, ContentRootPath = setup.ContentRoot });
        LogSink logs = new();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(setup.Configuration.ToDictionary(set => set.Key, set => set.Value?.Replace("{upstream}", upstream.Urls.First(), StringComparison.Ordinal)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        setup.Services(builder);
        builder.AddLlmPolicy();
        builder.Services.AddReverseProxy().LoadFromLlmPolicy();
        var app = builder.Build();
        started = new DashboardApp(app, upstream, logs);
        try
        {
            setup.Pipeline(app);
            await app.StartAsync(TestContext.Current.CancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request to the gateway, or to the page.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Address + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            response.StatusCode,
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value)),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Pastes a request into the page's form, as a browser sends it.</summary>
    public Task<Answer> AskAsync(string pasted) =>
        SendAsync(HttpMethod.Post, "/llmpolicy/ask", new FormUrlEncodedContent([new("request", pasted)]), ("Sec-Fetch-Site", "same-origin"));

    public Task<HttpResponseMessage> OpenAsync(string path, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Get, Address + path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Ends it as a host does: what waits to be written is.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private static WebApplication Bare()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}

/// <summary>An answer, with its headers by their names in small letters.</summary>
internal sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public override string ToString() => $"{Status} {string.Join('\n', Headers)}\n{Body}";
}
