using LlmPolicy.Facts;

namespace LlmPolicy.Asking;

/// <summary>Asks the policy in force what becomes of a request that was written down. Nothing is sent, counted or remembered: not the request, and no token of it.</summary>
internal sealed class RequestQuestion(PolicyStore policies, TimeProvider time)
{
    public async ValueTask<(PolicyGeneration Generation, PolicyExplanation Explanation)> AskAsync(WrittenRequest written, CancellationToken cancellationToken)
    {
        var generation = policies.Current;
        using WrittenFacts resolver = new(written, generation, time);
        return (generation, await PolicyDecider.ExplainAsync(
            generation.Policy, written.ToRequest(draw: 0), generation.Facts with { Tokens = null, RateLimits = RateLimitAnswers.Uncounted }, resolver, time, cancellationToken: cancellationToken).ConfigureAwait(false));
    }
}
