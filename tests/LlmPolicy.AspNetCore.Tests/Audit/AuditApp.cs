using LlmPolicy.Audit;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.TestKinds;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Audit;

/// <summary>A guard whose decisions are recorded.</summary>
internal static class AuditApp
{
    public const string Path = "/v1/chat/completions";
    public const string HashKey = "a key of thirty-two bytes, or so";
    public const string Answer = """{"model":"gpt-4o-2024-08-06","choices":[{"message":{"content":"c4n4ry-answer"}}],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}}""";

    public static readonly string Manifest = TestManifest.WithJwt(TestManifest.Route("prefix: /v1", """
        rbac:
          policies:
            staff:
              principals:
                - jwtPrincipal:
                    claims:
                      team: c4n4ry-team
        """)) + UsageWitness.Policy("vs");

    public static readonly string Token = TestTokens.Mint("""{"iss":"test","sub":"c4n4ry-alice","team":"c4n4ry-team"}""");

    public static Task<TestApp> StartAsync(ILoggerProvider log, params (string Key, string? Value)[] configuration) => StartAsync(log, Manifest, configuration);

    public static Task<TestApp> StartAsync(ILoggerProvider log, string manifest, params (string Key, string? Value)[] configuration) => StartAsync(log, manifest, Answer, configuration);

    public static Task<TestApp> StartAsync(ILoggerProvider log, string manifest, string answer, params (string Key, string? Value)[] configuration) => TestApp.OnTestServer(new Setup
    {
        Configuration = configuration.ToDictionary(each => each.Key, each => each.Value),
        Services = builder =>
        {
            builder.Logging.AddProvider(log);
            builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
            builder.AddLlmPolicy().AddManifest(manifest, "test.yaml");
            builder.Services.AddSingleton<RequestsUnderWay>();
        },
        Pipeline = app =>
        {
            app.Services.GetRequiredService<RequestsUnderWay>().In(app);
            app.UseLlmPolicy();
            app.MapPost(Path, () => Results.Text(answer, "application/json"));
        },
    });

    public static readonly (string, string?) On = ($"Logging:LogLevel:{AuditLog.Category}", "Information");

    public static async Task<HttpResponseMessage> PostAsync(TestApp app, string? token, string body = """{"model":"gpt-4o"}""")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Path) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return await app.Client().SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Stops the app once its requests are over: all that waits is written.</summary>
    public static async Task StopAsync(TestApp app)
    {
        await app.Services.GetRequiredService<RequestsUnderWay>().OverAsync();
        await app.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);
    }
}
