using LlmPolicy.Guard;

namespace LlmPolicy.Budgets;

/// <summary>Settles what a request reserved whose answer has not come to its end, once it is over.</summary>
internal sealed class BudgetSettler(BudgetKeeper budgets) : IDecisionObserver
{
    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion) => budgets.End((DecisionState)decided);
}
