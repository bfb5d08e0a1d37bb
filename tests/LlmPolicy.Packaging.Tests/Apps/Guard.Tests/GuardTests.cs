using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

public sealed class GuardTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task A_request_without_a_token_gets_401()
    {
        using var client = factory.CreateClient();
        using var response = await client.PostAsync("/huggingface-gloo-gw", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
