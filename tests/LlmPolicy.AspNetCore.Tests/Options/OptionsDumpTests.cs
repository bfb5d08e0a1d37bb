using System.Text.Json;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.Options;

namespace LlmPolicy.AspNetCore.Tests.Options;

/// <summary>Options that somebody writes down.</summary>
public sealed class OptionsDumpTests
{
    [Fact]
    [AbuseCase("S7")]
    public async Task Options_written_as_JSON_or_text_show_no_secret()
    {
        const string Canary = "canary-in-a-secret";
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Configuration = new() { ["LlmPolicy:Secrets:default:key:Authorization"] = $"Bearer {Canary}", ["LlmPolicy:Budgets:HashKey"] = Convert.ToBase64String("canary-in-a-key!"u8) },
            Services = builder => builder.AddLlmPolicy().AddManifest(TestManifest.Open(TestManifest.Route("prefix: /"))),
        });
        var options = app.Services.GetRequiredService<IOptions<LlmPolicyOptions>>().Value;
        var secret = options.Secrets.Single();

        secret.Value.Headers.Single().Value.Reveal().ShouldContain(Canary);
        string[] told = [JsonSerializer.Serialize(secret.Value), JsonSerializer.Serialize(options.Secrets.Values), $"{secret}", $"{secret.Value.Headers.Single()}", $"{options}"];
        told.ShouldAllBe(text => !text.Contains(Canary));
    }
}
