namespace LlmPolicy;

/// <summary>
/// What a decision comes to: a <see cref="PolicyResponse"/>, a <see cref="Forwarding"/> or a <see cref="PolicyNeed"/>, and nothing else; where a caller asks for his budgets,
/// <see cref="CallerBudgets"/> in place of a forwarding.
/// </summary>
public abstract class DecisionResult
{
    private protected DecisionResult()
    {
    }
}
