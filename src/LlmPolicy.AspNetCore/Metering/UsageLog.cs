using Microsoft.Extensions.Logging;

namespace LlmPolicy.Metering;

/// <summary>Logs what each metered answer used: counts and names, nothing of what was said.</summary>
internal sealed class UsageLog(ILogger<UsageMeter> logger) : IDecisionObserver
{
    private const int LongestName = 100;

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (completion.Usage is { } usage)
        {
            Log.Used(logger, decided, usage, NameOf(usage.Model));
        }
    }

    /// <summary>An upstream's name for its model may be anything: what is no printable ASCII is a question mark, and what is long is cut.</summary>
    private static string NameOf(string? model) =>
        model is null ? "none" : string.Concat(model.Take(LongestName).Select(c => char.IsBetween(c, '!', '~') ? c : '?'));
}
