namespace LlmPolicy;

/// <summary>Where the counts of an <see cref="LlmUsage"/> come from.</summary>
public enum LlmUsageSource
{
    /// <summary>The answer says nothing of what it used. Somebody may estimate it.</summary>
    Missing,

    /// <summary>The answer's body says it.</summary>
    Reported,

    /// <summary>A header of the answer says it, the body does not.</summary>
    Header,

    /// <summary>The output, or the last part of it, was estimated by the text that passed (<see cref="LlmUsageReader.CompleteOrEstimate"/>); the other counts are as reported, if at all.</summary>
    Estimated,

    /// <summary>The provider answered with an error, before any text, and reports nothing: nothing was used.</summary>
    Refused,
}
