using System.ClientModel;
using System.ClientModel.Primitives;
using LlmPolicy.Samples.Gateway.StandIn;
using OpenAI;
using OpenAI.Chat;
using ChatCompletion = OpenAI.Chat.ChatCompletion;

namespace LlmPolicy.Gateway.Clients;

/// <summary>OpenAI's own SDK, with the company's token for its API key, against the sample's stand-in, which takes no token for a key.</summary>
public sealed class OpenAITests
{
    [Fact]
    public async Task A_completion_comes_back()
    {
        await using StandInProvider provider = await StandInProvider.StartAsync();
        await using GatewayHost gateway = await StartAsync(provider);

        ChatCompletion completion = await Client(gateway, CallerToken.Text).CompleteChatAsync(
            [new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken);

        completion.Model.ShouldBe("gpt-test");
        completion.FinishReason.ShouldBe(ChatFinishReason.Stop);
        completion.Content.ShouldHaveSingleItem().Text.ShouldBe(Reply.Text);
    }

    [Fact]
    public async Task A_stream_comes_back_word_by_word()
    {
        await using StandInProvider provider = await StandInProvider.StartAsync();
        await using GatewayHost gateway = await StartAsync(provider);

        List<string> parts = [];
        await foreach (StreamingChatCompletionUpdate update in Client(gateway, CallerToken.Text).CompleteChatStreamingAsync(
            [new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken))
        {
            parts.AddRange(update.ContentUpdate.Select(part => part.Text));
        }

        string.Concat(parts).Trim().ShouldBe(Reply.Text);
        parts.Count.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task The_list_of_models_comes_back()
    {
        await using StandInProvider provider = await StandInProvider.StartAsync();
        await using GatewayHost gateway = await StartAsync(provider);

        ClientResult<OpenAI.Models.OpenAIModelCollection> models = await new OpenAIClient(new ApiKeyCredential(CallerToken.Text), Options(gateway))
            .GetOpenAIModelClient().GetModelsAsync(TestContext.Current.CancellationToken);

        models.Value.Select(model => model.Id).ShouldBe(["stand-in"]);
    }

    [Theory]
    [InlineData("sk-a-key-of-a-provider", "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.AAAA", "Jwt header [alg] is not supported")]
    public async Task A_key_that_is_no_token_of_the_companys_is_refused_and_the_SDK_says_why(string key, string message)
    {
        await using StandInProvider provider = await StandInProvider.StartAsync();
        await using GatewayHost gateway = await StartAsync(provider);

        ClientResultException refused = await Should.ThrowAsync<ClientResultException>(Client(gateway, key).CompleteChatAsync(
            [new UserChatMessage("hello")], cancellationToken: TestContext.Current.CancellationToken));

        refused.Status.ShouldBe(401);
        refused.GetRawResponse()!.Content.ToString().ShouldBe(message);
    }

    private static ChatClient Client(GatewayHost gateway, string key) => new("gpt-test", new ApiKeyCredential(key), Options(gateway));

    private static OpenAIClientOptions Options(GatewayHost gateway) => new()
    {
        Endpoint = new Uri($"http://127.0.0.1:{gateway.Port}/v1"),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    };

    private static Task<GatewayHost> StartAsync(StandInProvider provider) => GatewayHost.StartAsync(
        Protocols.ProtectedManifests.Text, new LoopbackDialer(new Uri(provider.Address).Port));
}
