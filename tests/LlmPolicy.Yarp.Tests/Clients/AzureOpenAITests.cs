using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using OpenAI.Chat;

namespace LlmPolicy.Gateway.Clients;

/// <summary>Azure's own SDK, which sends its key as <c>api-key</c>: there the provider looks for the token, and there its key goes.</summary>
public sealed class AzureOpenAITests
{
    private const string Completion =
        """{"id":"c","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    [Fact]
    public async Task A_completion_comes_back_and_the_token_stays_here()
    {
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Completion.Length}\r\n\r\n{Completion}");
        await using GatewayHost gateway = await StartAsync(upstream);

        ChatCompletion completion = await Client(gateway, CallerToken.Text).CompleteChatAsync(
            [new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken);

        completion.Content.ShouldHaveSingleItem().Text.ShouldBe("hi");
        HttpMessage request = await upstream.NextRequestAsync();
        request.Target.ShouldStartWith("/openai/deployments/gpt-test/chat/completions?api-version=");
        request["api-key"].ShouldBe(["azure_test"]);
        request.Headers.ShouldAllBe(header => !header.Value.Contains(CallerToken.Text));
        request.Body.ShouldContain("hello");
    }

    [Fact]
    public async Task A_key_that_is_no_token_of_the_companys_is_refused()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream);

        ClientResultException refused = await Should.ThrowAsync<ClientResultException>(Client(gateway, "azure_test").CompleteChatAsync(
            [new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken));

        refused.Status.ShouldBe(401);
        upstream.WasReached.ShouldBeFalse();
    }

    private static ChatClient Client(GatewayHost gateway, string key) => new AzureOpenAIClient(
        new Uri($"http://127.0.0.1:{gateway.Port}"), new ApiKeyCredential(key), new AzureOpenAIClientOptions { RetryPolicy = new ClientRetryPolicy(maxRetries: 0) })
        .GetChatClient("gpt-test");

    private static Task<GatewayHost> StartAsync(RawUpstream upstream) => GatewayHost.StartAsync(
        Manifests.Guarded(
            CallerToken.Provider.Replace("issuer: solo.io,", "issuer: solo.io, tokenSource: {headers: [{header: api-key}]},", StringComparison.Ordinal),
            Manifests.Route("/openai/", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}"),
            Manifests.Upstream(),
            Manifests.Secret("key", "api-key", "azure_test")),
        new LoopbackDialer(upstream.Port));
}
