using System.ClientModel;
using LlmPolicy.Clients.StandIn;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace LlmPolicy.Clients.Sdks;

/// <summary>An agent over Microsoft.Extensions.AI, over OpenAI's SDK.</summary>
internal sealed record AgentFrameworkSdk() : DotNetSdk(".NET Microsoft Agent Framework")
{
    protected override async Task<Outcome> AskAsync(Call call)
    {
        var answer = await Agent(call).RunAsync(Question);
        return new Outcome(answer.Text, 0, Tokens(answer.Usage));
    }

    protected override async Task<Outcome> StreamAsync(Call call)
    {
        List<AgentResponseUpdate> updates = [];
        await foreach (var update in Agent(call).RunStreamingAsync(Question))
        {
            updates.Add(update);
        }

        var answer = updates.ToAgentResponse();
        return new Outcome(answer.Text, updates.Count, Tokens(answer.Usage));
    }

    protected override int? StatusOf(Exception error) => (error as ClientResultException)?.Status;

    private static ChatClientAgent Agent(Call call) => new(
        new ChatClient(call.Model, new ApiKeyCredential(call.Key), new OpenAIClientOptions { Endpoint = new Uri(call.Address, "/v1") }).AsIChatClient());

    private static UsedTokens? Tokens(UsageDetails? usage) =>
        usage is null ? null : new(usage.InputTokenCount ?? 0, usage.CachedInputTokenCount ?? 0, usage.OutputTokenCount ?? 0);
}
