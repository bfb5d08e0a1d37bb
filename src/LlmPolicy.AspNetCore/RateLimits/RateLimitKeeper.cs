using LlmPolicy.LimitRules;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.RateLimits;

/// <summary>Finds out what rate limits say of a request, and has it counted by that.</summary>
internal sealed class RateLimitKeeper(LocalBuckets buckets, StoredRateLimits stored, TimeProvider time, ILogger<RateLimitKeeper> logger, IRateLimitService? service = null)
{
    /// <summary>Takes a token of a bucket.</summary>
    public RateLimitAnswers Take(LocalRateLimitNeed need, RateLimitAnswers answers) => answers.WithTaken(need, buckets.TryTake(need.Limit));

    /// <summary>Asks the service of the app's own, or counts by the rules of the policy that asks, and waits no longer than a time for it.</summary>
    /// <param name="need">What to ask.</param>
    /// <param name="answers">What is known so far.</param>
    /// <param name="limit">How long to wait, where the Settings do not say it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<RateLimitAnswers> AskAsync(RateLimitNeed need, RateLimitAnswers answers, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = new();
        try
        {
            var asked = service?.LimitAsync(need.Request, ended.Token) ?? stored.LimitAsync(need.Rules, need.Request, ended.Token);

            // Counters in memory answer at once, and need no timer.
            return answers.With(need, asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(need.Rules.Timeout ?? limit, time, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // A service that is too late, or throws although it must not, has not answered.
            ended.Cancel();
            Log.RateLimitServiceFailed(logger, need.Option, need.Request.Domain, e.GetType());
            return answers.With(need, null);
        }
    }
}
