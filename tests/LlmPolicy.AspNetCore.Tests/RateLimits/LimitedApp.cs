using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.RateLimits;

/// <summary>An app behind rate limits, and a service that is scripted.</summary>
internal sealed class LimitedApp(TestApp app, ScriptedService service, TestClock clock) : IAsyncDisposable
{
    public TestApp App => app;

    public ScriptedService Service => service;

    public TestClock Clock => clock;

    /// <summary>How often an endpoint ran.</summary>
    public int Served { get; private set; }

    public static async Task<LimitedApp> StartAsync(string manifest, params (string Key, string Value)[] configuration)
    {
        ScriptedService service = new();
        TestClock clock = new();
        LimitedApp? limited = null;
        TestApp app = await TestApp.OnKestrel(new Setup
        {
            Configuration = configuration.ToDictionary(setting => $"LlmPolicy:{setting.Key}", setting => (string?)setting.Value),
            Services = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.AddLlmPolicy().AddManifest(manifest, "test.yaml").AddRateLimitService<ScriptedService>();
                builder.Services.AddSingleton<IRateLimitService>(service);
            },
            Pipeline = web =>
            {
                web.UseLlmPolicy();
                web.MapFallback(context =>
                {
                    limited!.Served++;
                    return context.Response.WriteAsync(context.Request.Headers["x-for-upstream"].ToString());
                });
            },
        });
        return limited = new LimitedApp(app, service, clock);
    }

    /// <summary>The answer, as it came over the socket.</summary>
    public Task<RawResponse> SendAsync(string target, params string[] headers) => app.Raw().Get(target, headers);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>A rate limit service that says what a test wants, and keeps what it was asked.</summary>
internal sealed class ScriptedService : IRateLimitService
{
    public List<RateLimitRequest> Asked { get; } = [];

    public Func<RateLimitRequest, ValueTask<RateLimitResponse?>> Answer { get; set; } = _ => new(new RateLimitResponse(false));

    public ValueTask<RateLimitResponse?> LimitAsync(RateLimitRequest request, CancellationToken cancellationToken)
    {
        lock (Asked)
        {
            Asked.Add(request);
        }

        return Answer(request);
    }
}
