using Microsoft.Extensions.Logging;

namespace LlmPolicy.Metering;

/// <summary>Logs what each metered answer used: counts and names, nothing of what was said.</summary>
internal sealed class UsageLog(ILogger<UsageMeter> logger) : IDecisionObserver
{
    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (completion.Usage is { } usage)
        {
            Log.Used(logger, decided, usage, usage.Model is { } model ? LoggedText.Of(model) : "none");
        }
    }
}
