using System.Net.Http.Headers;
using LlmPolicy.Clients.StandIn;
using OllamaSharp;
using OllamaSharp.Models.Chat;

namespace LlmPolicy.Clients.Sdks;

/// <summary>It has no setting for a key: the HttpClient brings it.</summary>
internal sealed record OllamaSdk() : DotNetSdk(".NET OllamaSharp")
{
    protected override Task<Outcome> AskAsync(Call call) => ChatAsync(call);

    protected override Task<Outcome> StreamAsync(Call call) => ChatAsync(call);

    protected override int? StatusOf(Exception error) => (int?)(error as HttpRequestException)?.StatusCode;

    private static async Task<Outcome> ChatAsync(Call call)
    {
        using HttpClient http = new() { BaseAddress = call.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", call.Key);
        using OllamaApiClient client = new(http);
        Outcome outcome = new("", 0, null);
        ChatRequest request = new() { Model = call.Model, Stream = call.Streams, Messages = [new Message(ChatRole.User, Question)] };
        await foreach (var update in client.ChatAsync(request))
        {
            outcome = outcome with { Text = outcome.Text + update!.Message.Content, Pieces = outcome.Pieces + (call.Streams ? 1 : 0) };
            if (update is ChatDoneResponseStream done)
            {
                outcome = outcome with { Usage = new UsedTokens(done.PromptEvalCount, 0, done.EvalCount) };
            }
        }

        return outcome;
    }
}
