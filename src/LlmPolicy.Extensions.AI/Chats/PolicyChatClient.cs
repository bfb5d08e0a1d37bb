using System.Runtime.CompilerServices;
using LlmPolicy.Outgoing;
using Microsoft.Extensions.AI;

namespace LlmPolicy.Chats;

/// <summary>A chat client under the policy.</summary>
internal sealed class PolicyChatClient(IChatClient inner, string route, LlmPolicyChatOptions settings, OutgoingDecisions decisions) : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata? _metadata = inner.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] asked = [.. messages];
        var chat = await BeginAsync(asked, options, isStream: false, cancellationToken).ConfigureAwait(false);
        try
        {
            chat.Pending.Enter();
            var answer = await base.GetResponseAsync(asked, chat.Options, cancellationToken).ConfigureAwait(false);
            await chat.CompleteAsync(answer, cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch (Exception e) when (chat.Fails(e, cancellationToken))
        {
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatMessage[] asked = [.. messages];
        var chat = await BeginAsync(asked, options, isStream: true, cancellationToken).ConfigureAwait(false);
        await using var left = chat.ConfigureAwait(false);
        var updates = base.GetStreamingResponseAsync(asked, chat.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var ended = updates.ConfigureAwait(false);
        while (await NextAsync(chat, updates, cancellationToken).ConfigureAwait(false))
        {
            await chat.ReadAsync(updates.Current, cancellationToken).ConfigureAwait(false);
            yield return updates.Current;
        }

        await chat.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> NextAsync(PolicyChat chat, IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            // What flows here ends with each step.
            chat.Pending.Enter();
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (chat.Fails(e, cancellationToken))
        {
            throw;
        }
    }

    private async ValueTask<PolicyChat> BeginAsync(ChatMessage[] messages, ChatOptions? options, bool isStream, CancellationToken cancellationToken)
    {
        var address = Address();
        using HttpRequestMessage asked = new(HttpMethod.Post, address);
        string? model = options?.ModelId ?? _metadata?.DefaultModelId;
        asked.Content = new ByteArrayContent(ChatBody.Write(messages, options, model, isStream));
        asked.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (settings.Token is { } token && await token(cancellationToken).ConfigureAwait(false) is { } brought)
        {
            asked.Headers.TryAddWithoutValidation("Authorization", $"Bearer {brought}");
        }

        var state = await decisions.AdmitAsync(route, asked, cancellationToken).ConfigureAwait(false);
        return state.Decision.Forwarding is { } forwarding
            ? new PolicyChat(route, address, state, forwarding, options, model, decisions)
            : throw state.Refuse(state.Decision);
    }

    private Uri Address() => settings.Address
        ?? (_metadata?.ProviderUri is { } provider ? new Uri($"{provider.GetLeftPart(UriPartial.Path).TrimEnd('/')}/chat/completions") : null)
        ?? throw new InvalidOperationException("The inner chat client does not say where it sends to: set Address in UseLlmPolicy.");
}
