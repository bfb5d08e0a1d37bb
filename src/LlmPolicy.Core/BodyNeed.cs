namespace LlmPolicy;

/// <summary>The request's body is to be read: its caller may ask, and a rule looks at what is asked for. Said by <see cref="PolicyFacts.Body"/>.</summary>
public sealed class BodyNeed : PolicyNeed
{
    internal BodyNeed(long limit, SourcePosition position)
        : base(ReasonCodes.BodyNeeded, position) => Limit = limit;

    /// <summary>The most bytes to read; a longer body is <see cref="BodyFact.Incomplete"/>.</summary>
    public long Limit { get; }
}
