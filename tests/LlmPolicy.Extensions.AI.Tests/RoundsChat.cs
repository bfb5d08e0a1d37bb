using System.Runtime.CompilerServices;

namespace LlmPolicy.Chats;

/// <summary>A chat client that does something of its own before it asks the one below, and may ask more than once, as one that invokes functions does.</summary>
/// <param name="inner">The one below.</param>
/// <param name="rounds">How often it is asked; the last answer is given.</param>
/// <param name="first">What is done before.</param>
internal sealed class RoundsChat(IChatClient inner, int rounds = 1, Func<Task>? first = null) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await (first?.Invoke() ?? Task.CompletedTask);
        ChatMessage[] asked = [.. messages];
        for (int i = 1; i < rounds; i++)
        {
            await base.GetResponseAsync(asked, options, cancellationToken);
        }

        return await base.GetResponseAsync(asked, options, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await (first?.Invoke() ?? Task.CompletedTask);
        ChatMessage[] asked = [.. messages];
        for (int i = 0; i < rounds; i++)
        {
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(asked, options, cancellationToken))
            {
                yield return update;
            }
        }
    }
}
