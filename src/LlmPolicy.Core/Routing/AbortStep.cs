using LlmPolicy.Exchanges;

namespace LlmPolicy.Routing;

/// <summary><c>faults.abort</c>: refuses a share of the requests, by the draw that each has; the rest of it picks the destination.</summary>
internal sealed class AbortStep(double share, int statusCode, SourcePosition position) : IPolicyStep
{
    public StepResult Check(Exchange exchange)
    {
        // From above, so that a request without a draw is aborted only where all are.
        double passes = 1 - share;
        bool aborts = exchange.Draw >= passes;
        exchange.Findings?.Abort(share, aborts, position);
        if (aborts)
        {
            return StepResult.Refuse(new Refusal(ReasonCodes.FaultAbort, statusCode, "fault filter abort", position));
        }

        exchange.Draw /= passes;
        return StepResult.Pass;
    }
}
