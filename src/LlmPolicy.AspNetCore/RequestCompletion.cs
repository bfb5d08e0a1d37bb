namespace LlmPolicy;

/// <summary>How a request ended.</summary>
public sealed class RequestCompletion
{
    /// <summary>The status that the client got; of an answer that never began, the one that it would have had.</summary>
    public required int StatusCode { get; init; }

    /// <summary>Whether the client got the whole answer, and who broke it off where it did not.</summary>
    public required RequestEnding Ending { get; init; }

    /// <summary>How long it took, from when it was first asked what to do with it to the end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What the answer used, where a rule has it metered and there was one; else null.</summary>
    public LlmUsage? Usage { get; init; }
}
