using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using LlmPolicy.Clients.StandIn;
using AnthropicUsage = Anthropic.Models.Messages.Usage;

namespace LlmPolicy.Clients.Sdks;

internal sealed record AnthropicSdk() : DotNetSdk(".NET Anthropic")
{
    protected override async Task<Outcome> AskAsync(Call call)
    {
        var answer = await Client(call).Messages.Create(Request(call));
        answer.Content[0].TryPickText(out var text);
        return new Outcome(text!.Text, 0, Tokens(answer.Usage));
    }

    protected override async Task<Outcome> StreamAsync(Call call)
    {
        Outcome outcome = new("", 0, null);
        await foreach (var update in Client(call).Messages.CreateStreaming(Request(call)))
        {
            outcome = outcome with { Pieces = outcome.Pieces + 1 };
            if (update.TryPickStart(out var start))
            {
                outcome = outcome with { Usage = Tokens(start.Message.Usage) };
            }
            else if (update.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var text))
            {
                outcome = outcome with { Text = outcome.Text + text.Text };
            }
            else if (update.TryPickDelta(out var end))
            {
                outcome = outcome with { Usage = outcome.Usage! with { Output = end.Usage.OutputTokens } };
            }
        }

        return outcome;
    }

    protected override int? StatusOf(Exception error) => (int?)(error as AnthropicApiException)?.StatusCode;

    private static AnthropicClient Client(Call call) => new() { BaseUrl = call.Address.ToString(), ApiKey = call.Key };

    private static MessageCreateParams Request(Call call) =>
        new() { Model = call.Model, MaxTokens = 100, Messages = [new UserMessageParam(Question)] };

    /// <summary>The cached tokens are told beside the input.</summary>
    private static UsedTokens Tokens(AnthropicUsage usage)
    {
        long cached = usage.CacheReadInputTokens ?? 0;
        return new UsedTokens(usage.InputTokens + cached, cached, usage.OutputTokens);
    }
}
