using System.Collections.Concurrent;
using LlmPolicy.Guard;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Dashboard.Decisions;

/// <summary>
/// Sees decisions for the page. Where no page is mapped it returns at once. While nobody looks, it keeps the records of refusals alone; while somebody does, every decision is explained,
/// allowed ones too: behind the request's back, and no more a second than <see cref="DecisionPace"/> lets.
/// </summary>
internal sealed class DecisionFeed(RecentDecisions recent, DecisionPace pace, TimeProvider time, ILogger<DecisionFeed> logger) : IDecisionObserver
{
    /// <summary>How many may be under way that are told of again when they end.</summary>
    private const int MostOpen = 1_000;

    private readonly ConcurrentDictionary<string, Task<ShownDecision>> _open = new();
    private volatile bool _isMapped;
    private int _opened;

    /// <summary>There is a page that shows what is seen.</summary>
    public void Begin() => _isMapped = true;

    public void Settled(ILlmPolicyFeature decided)
    {
        if (!_isMapped)
        {
            return;
        }

        if (recent.IsWatched)
        {
            if (pace.TryTake())
            {
                Explain((DecisionState)decided);
            }
        }
        else if (IsRefused(decided.Decision) && pace.TryTake())
        {
            recent.Add(DecisionReader.OfRecord((DecisionState)decided, time.GetUtcNow()));
        }
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (Volatile.Read(ref _opened) > 0 && _open.TryRemove(decided.DecisionId, out var explained))
        {
            Interlocked.Decrement(ref _opened);
            _ = EndAsync(explained, completion);
        }
    }

    private static bool IsRefused(PolicyDecision decision) => decision is { Response: not null, Reason: not (ReasonCodes.DirectResponse or ReasonCodes.Redirect) };

    private void Explain(DecisionState state)
    {
        var (decision, now) = (state.Decision, time.GetUtcNow());
        TimeSpan ago = state.Elapsed;
        var explained = Task.Run(() => Explained(state, decision, now, ago));
        if (Volatile.Read(ref _opened) < MostOpen && _open.TryAdd(state.DecisionId, explained))
        {
            Interlocked.Increment(ref _opened);
        }
    }

    private ShownDecision Explained(DecisionState state, PolicyDecision decision, DateTimeOffset now, TimeSpan ago)
    {
        ShownDecision shown;
        try
        {
            shown = DecisionReader.Explain(state, decision, now, ago);
        }
        catch (Exception e)
        {
            // The exception's text may hold what the caller sent.
            Log.NotExplained(logger, state.DecisionId, e.GetType(), e.StackTrace);
            shown = DecisionReader.OfRecord(state, now);
        }

        recent.Add(shown);
        return shown;
    }

    private async Task EndAsync(Task<ShownDecision> explained, RequestCompletion completion)
    {
        var shown = await explained.ConfigureAwait(false);
        recent.Update(shown with
        {
            StatusCode = completion.StatusCode,
            Duration = completion.Duration,
            Ending = completion.Ending,
            Tokens = completion.Usage?.Total,
        });
    }
}
