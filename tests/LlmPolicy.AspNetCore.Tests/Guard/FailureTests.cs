using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

public sealed class FailureTests
{
    [Fact]
    public async Task Policy_code_that_throws_serves_nothing()
    {
        const string Canary = "canary-in-an-exception";
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b =>
            {
                b.Services.AddSingleton<TimeProvider>(new BrokenClock(Canary));
                b.AddLlmPolicy().AddManifest(TestManifest.Open(TestManifest.Route("prefix: /")));
            },
            Pipeline = a =>
            {
                a.UseLlmPolicy();
                a.MapGet("/x", () => "served");
            },
        });

        using var response = await app.Get("/x");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        app.Logs.Named("PolicyFailed").ShouldHaveSingleItem();
        app.Logs.Lines.ShouldNotContain(l => l.Text.Contains(Canary, StringComparison.Ordinal));
    }

    private sealed class BrokenClock(string message) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException(message);
    }
}
