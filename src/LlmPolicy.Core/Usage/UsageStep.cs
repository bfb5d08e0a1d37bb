using LlmPolicy.Exchanges;

namespace LlmPolicy.Usage;

/// <summary>Has the answer's usage metered.</summary>
internal sealed class UsageStep(SourcePosition position) : IPolicyStep
{
    public StepResult Check(Exchange exchange)
    {
        // One meter, however many resources ask for it.
        if (exchange.OutgoingTarget is not null && !exchange.Effects.OfType<UsageMetering>().Any())
        {
            exchange.Findings?.Add(ExplanationSubject.Rule, ExplanationResult.Noted, "what the answer used is metered", position);
            exchange.Add(new UsageMetering(false));
        }

        return StepResult.Pass;
    }
}
