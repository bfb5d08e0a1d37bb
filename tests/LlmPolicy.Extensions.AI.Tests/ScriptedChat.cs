using System.Runtime.CompilerServices;

namespace LlmPolicy.Chats;

/// <summary>A chat client without any transport, that answers what a test says.</summary>
internal sealed class ScriptedChat : IChatClient
{
    private int _asked;

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The options that it was asked with.</summary>
    public ChatOptions? Options { get; private set; }

    public UsageDetails? Usage { get; init; }

    public string[] Words { get; init; } = ["Hello"];

    public Exception? Failure { get; init; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Ask(options);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(Words))) { ModelId = "m", Usage = Usage });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Ask(options);
        foreach (string word in Words)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, word) { ModelId = "m" };
        }

        if (Usage is not null)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Usage)]);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private void Ask(ChatOptions? options)
    {
        Interlocked.Increment(ref _asked);
        Options = options;
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
