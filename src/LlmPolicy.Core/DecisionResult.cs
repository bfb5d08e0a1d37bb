namespace LlmPolicy;

/// <summary>What a decision comes to: a <see cref="PolicyResponse"/>, a <see cref="Forwarding"/> or a <see cref="PolicyNeed"/>, and nothing else.</summary>
public abstract class DecisionResult
{
    private protected DecisionResult()
    {
    }
}
