using System.ClientModel;
using LlmPolicy.Clients.StandIn;
using OpenAI;
using OpenAI.Chat;

namespace LlmPolicy.Clients.Sdks;

internal record OpenAISdk : DotNetSdk
{
    public OpenAISdk() : this(".NET OpenAI")
    {
    }

    protected OpenAISdk(string name) : base(name)
    {
    }

    private static UsedTokens? Tokens(ChatTokenUsage? usage) =>
        usage is null ? null : new(usage.InputTokenCount, usage.InputTokenDetails.CachedTokenCount, usage.OutputTokenCount);

    protected virtual ChatClient Client(Call call) =>
        new(call.Model, new ApiKeyCredential(call.Key), new OpenAIClientOptions { Endpoint = new Uri(call.Address, "/v1") });

    protected override async Task<Outcome> AskAsync(Call call)
    {
        ChatCompletion answer = await Client(call).CompleteChatAsync(new UserChatMessage(Question));
        return new Outcome(answer.Content[0].Text, 0, Tokens(answer.Usage));
    }

    protected override async Task<Outcome> StreamAsync(Call call)
    {
        Outcome outcome = new("", 0, null);
        await foreach (var update in Client(call).CompleteChatStreamingAsync(new UserChatMessage(Question)))
        {
            string text = string.Concat(update.ContentUpdate.Select(part => part.Text));
            outcome = new(outcome.Text + text, outcome.Pieces + 1, Tokens(update.Usage) ?? outcome.Usage);
        }

        return outcome;
    }

    protected override int? StatusOf(Exception error) => (error as ClientResultException)?.Status;
}
