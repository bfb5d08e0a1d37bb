using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmPolicy.AspNetCore.Tests.Guard;

public sealed class FailureTests
{
    [Fact]
    [AbuseCase("C7")]
    public async Task Policy_code_that_throws_serves_nothing()
    {
        const string Canary = "canary-in-an-exception";
        BreakingClock clock = new(Canary);
        await using var app = await TestApp.OnTestServer(new Setup
        {
            Services = b =>
            {
                b.Services.AddSingleton<TimeProvider>(clock);
                b.AddLlmPolicy().AddManifest(TestManifest.Open(TestManifest.Route("prefix: /")));
            },
            Pipeline = a =>
            {
                a.UseLlmPolicy();
                a.MapGet("/x", () => "served");
            },
        });

        (await app.Get("/x")).StatusCode.ShouldBe(HttpStatusCode.OK);
        clock.IsBroken = true;
        using var response = await app.Get("/x");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        app.Logs.Named("PolicyFailed").ShouldHaveSingleItem();
        app.Logs.Lines.ShouldNotContain(l => l.Text.Contains(Canary, StringComparison.Ordinal));
    }

    [Theory]
    [AbuseCase("C7")]
    [InlineData("requestHeadersToAdd")]
    [InlineData("responseHeadersToAdd")]
    public async Task A_header_change_that_throws_serves_nothing(string change)
    {
        string manifest = TestManifest.Open(TestManifest.Route("prefix: /", $$"""
            headerManipulation:
              {{change}}:
                - header: {key: x-broken, value: policy}
            """));
        await using var app = await TestApp.OnKestrel(new Setup
        {
            Services = b =>
            {
                b.Services.Configure<KestrelServerOptions>(o => o.RequestHeaderEncodingSelector = o.ResponseHeaderEncodingSelector =
                    name => name == "x-broken" ? throw new InvalidOperationException() : null);
                b.AddLlmPolicy().AddManifest(manifest);
            },
            Pipeline = a =>
            {
                a.UseLlmPolicy();
                a.MapGet("/x", () => "served");
            },
        });

        var response = await app.Raw().Get("/x");

        response.Status.ShouldBe(500);
        response.Body.ShouldBeEmpty();
    }

    private sealed class BreakingClock(string message) : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException(message) : base.GetUtcNow();
    }
}
