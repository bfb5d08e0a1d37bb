namespace LlmPolicy;

/// <summary>
/// Says how many tokens text is, where an answer does not: for estimates (<see cref="LlmUsageReader.CompleteOrEstimate"/>). It is shown the text while it passes, so it has to be quick;
/// it must not keep or log it. For all requests at once.
/// </summary>
public interface ILlmTokenEstimator
{
    /// <summary>The tokens of a piece of text. What it throws ends its part in this answer: bytes are counted then.</summary>
    /// <param name="text">A piece of what the model wrote, in UTF-8: what came in one member of the answer's JSON. A word may go on in the next piece.</param>
    /// <param name="model">The model that answers, as the answer names it; null as long as it names none.</param>
    int Count(ReadOnlySpan<byte> text, string? model);
}
