namespace LlmPolicy;

/// <summary>How a chat client comes under the policy (<c>UseLlmPolicy</c>).</summary>
public sealed class LlmPolicyChatOptions
{
    /// <summary>
    /// Where a gateway would be asked for this chat: host and path have to lead to the route, and the path, rewritten by the route, says the provider's form.
    /// </summary>
    /// <value>Default: the inner client's <c>ChatClientMetadata.ProviderUri</c> with <c>/chat/completions</c> behind it.</value>
    public Uri? Address { get; set; }

    /// <summary>The token of a caller for whom no guarded request is served: of a job, say. It is sent nowhere.</summary>
    /// <value>Default: none.</value>
    public Func<CancellationToken, ValueTask<string?>>? Token { get; set; }
}
