using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

public sealed class LabRequests(WebApplicationFactory<Program> app) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task Without_a_token_401()
    {
        var answer = await AskAsync("/huggingface-gloo-gw", null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Jwt is missing", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task With_the_labs_token_200()
    {
        var answer = await AskAsync("/huggingface-gloo-gw", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("saw no token", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Elsewhere_404() =>
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync("/elsewhere", Token)).StatusCode);

    private static string Token { get; } =
        Environment.GetEnvironmentVariable("LAB_TOKEN") ?? throw new InvalidOperationException("LAB_TOKEN is not set.");

    private async Task<HttpResponseMessage> AskAsync(string path, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await app.CreateClient().SendAsync(request, TestContext.Current.CancellationToken);
    }
}
