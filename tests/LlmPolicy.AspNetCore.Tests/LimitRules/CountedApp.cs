using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.LimitRules;

/// <summary>An app whose requests are counted by the manifests' own rules, in memory.</summary>
internal sealed class CountedApp(TestApp app, TestClock clock) : IAsyncDisposable
{
    private int _served;

    public TestApp App => app;

    public TestClock Clock => clock;

    /// <summary>How often an endpoint ran.</summary>
    public int Served => _served;

    public static async Task<CountedApp> StartAsync(string manifest)
    {
        TestClock clock = new();
        CountedApp? counted = null;
        TestApp app = await TestApp.OnKestrel(new Setup
        {
            Services = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.AddLlmPolicy().AddManifest(manifest, "test.yaml");
            },
            Pipeline = web =>
            {
                web.UseLlmPolicy();
                web.MapFallback(context =>
                {
                    Interlocked.Increment(ref counted!._served);
                    return context.Response.WriteAsync("served");
                });
            },
        });
        return counted = new CountedApp(app, clock);
    }

    public Task<RawResponse> SendAsync(string target, params string[] headers) => app.Raw().Get(target, headers);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
