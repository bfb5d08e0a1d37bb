namespace LlmPolicy;

/// <summary>What one answer of an LLM provider used, each token once, whatever the provider's own way to count. Counts are tokens where nothing else is said.</summary>
public sealed record LlmUsage
{
    /// <summary>Where the counts come from.</summary>
    public required LlmUsageSource Source { get; init; }

    /// <summary>How the answer ended. Of an answer that was cut, the counts are those of its last report, unless they are estimated.</summary>
    public required LlmAnswerEnd End { get; init; }

    /// <summary>The model that answered, as the answer names it, which may not be the one that was asked for; null if it names none.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// All input: with what was read from a cache or written to one, the results of the provider's own tools, and the passes that compacted the conversation.
    /// Null if the answer does not say; zero only if it says zero.
    /// </summary>
    public long? Input { get; init; }

    /// <summary>The part of <see cref="Input"/> that came from a prompt cache. As the provider says it, even where it says more than its input.</summary>
    public long CachedRead { get; init; }

    /// <summary>The part of <see cref="Input"/> that was written to a prompt cache, whatever its lifetime.</summary>
    public long CachedWrite { get; init; }

    /// <summary>The part of <see cref="CachedWrite"/> that is kept for 5 minutes.</summary>
    public long CachedWrite5Minutes { get; init; }

    /// <summary>The part of <see cref="CachedWrite"/> that is kept for 1 hour.</summary>
    public long CachedWrite1Hour { get; init; }

    /// <summary>The part of <see cref="CachedWrite"/> whose lifetime is another one (OpenAI: 30 minutes, 12 hours), or is not said.</summary>
    public long CachedWriteOther => CachedWrite - CachedWrite5Minutes - CachedWrite1Hour;

    /// <summary>The part of <see cref="Input"/> that was neither read from a cache nor written to one; null if the input is not known, never negative.</summary>
    public long? UncachedInput => Input is { } input ? Math.Max(0, input - CachedRead - CachedWrite) : null;

    /// <summary>All output, with <see cref="Reasoning"/>. Null if the answer does not say; zero only if it says zero.</summary>
    public long? Output { get; init; }

    /// <summary>The part of <see cref="Output"/> that was reasoning (thinking, thoughts), if the provider says so; zero may also mean that it does not. As the
    /// provider says it, even where it counts the reasoning with another tokenizer and says more than its output.</summary>
    public long Reasoning { get; init; }

    /// <summary>The part of <see cref="Input"/> that was audio. Some of it may have come from a cache, too.</summary>
    public long AudioInput { get; init; }

    /// <summary>The part of <see cref="Output"/> that was audio.</summary>
    public long AudioOutput { get; init; }

    /// <summary>Audio that is paid by time: transcriptions that report seconds. No tokens.</summary>
    public TimeSpan AudioDuration { get; init; }

    /// <summary>The part of <see cref="Input"/> that was images. Some of it may have come from a cache, too.</summary>
    public long ImageInput { get; init; }

    /// <summary>The part of <see cref="Output"/> that was images.</summary>
    public long ImageOutput { get; init; }

    /// <summary>Uses of the provider's own tools that are paid by the piece: web searches and fetches, search units of a reranker. No tokens.</summary>
    public long ToolUnits { get; init; }

    /// <summary>Input of another model that advised the one that answered (Anthropic's advisor). In no other count: it has another price.</summary>
    public long AdvisorInput { get; init; }

    /// <summary>Output of another model that advised the one that answered. In no other count.</summary>
    public long AdvisorOutput { get; init; }

    /// <summary>
    /// <see cref="Input"/> and <see cref="Output"/>, or the total that the provider reports, where that is more: it may count what it names nowhere.
    /// Null if the answer says neither.
    /// </summary>
    public long? Total { get; init; }

    /// <summary>The bytes of generated text that passed (UTF-8, without JSON's escapes), reasoning and the arguments of tool calls included: what an estimate can start from.</summary>
    public long TextBytes { get; init; }

    /// <summary>The part of <see cref="TextBytes"/> that passed after the last report of output: what <see cref="Output"/> can't include. All of it if there was no report.</summary>
    public long TextBytesUnreported { get; init; }
}
