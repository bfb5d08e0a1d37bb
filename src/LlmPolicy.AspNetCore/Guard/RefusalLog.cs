using Microsoft.Extensions.Logging;

namespace LlmPolicy.Guard;

/// <summary>Logs each refusal, with its record.</summary>
internal sealed class RefusalLog(ILogger<PolicyGate> logger) : IDecisionObserver
{
    public void Settled(ILlmPolicyFeature decided)
    {
        if (decided.Decision is { Response: { } answer, IsRefusal: true })
        {
            Log.Refused(logger, decided, answer.StatusCode);
        }
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
    }
}
