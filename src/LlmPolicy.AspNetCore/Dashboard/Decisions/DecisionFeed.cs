using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using LlmPolicy.Guard;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Dashboard.Decisions;

/// <summary>
/// Sees decisions for the page. Where no page is mapped it returns at once. While nobody looks, it keeps the records of refusals alone; while somebody does, every decision is explained,
/// allowed ones too: behind the request's back, and no more a second than <see cref="DecisionPace"/> lets.
/// </summary>
internal sealed class DecisionFeed(RecentDecisions recent, DecisionPace pace, TimeProvider time, ILogger<DecisionFeed> logger) : IDecisionObserver
{
    /// <summary>How many are told of again when they end: the last ones, far more than are shown. Some never end: an answer that the app neither reads nor disposes of.</summary>
    private const int MostOpen = 1_000;

    private readonly ConcurrentDictionary<string, Task<ShownDecision>> _open = new();
    private readonly ConcurrentQueue<string> _inOrder = new();
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
        else if (decided.Decision.IsRefusal && pace.TryTake())
        {
            recent.Add(DecisionReader.OfRecord((DecisionState)decided, time.GetUtcNow()));
        }
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (Volatile.Read(ref _opened) > 0 && TryClose(decided.DecisionId, out var explained))
        {
            _ = EndAsync(explained, completion);
        }
    }

    private void Explain(DecisionState state)
    {
        var (decision, now) = (state.Decision, time.GetUtcNow());
        TimeSpan ago = state.Elapsed;
        var explained = Task.Run(() => Explained(state, decision, now, ago));
        if (_open.TryAdd(state.DecisionId, explained))
        {
            Interlocked.Increment(ref _opened);
            _inOrder.Enqueue(state.DecisionId);
        }

        while (_inOrder.Count > MostOpen && _inOrder.TryDequeue(out string? oldest))
        {
            TryClose(oldest, out _);
        }
    }

    private bool TryClose(string id, [NotNullWhen(true)] out Task<ShownDecision>? explained)
    {
        bool wasOpen = _open.TryRemove(id, out explained);
        if (wasOpen)
        {
            Interlocked.Decrement(ref _opened);
        }

        return wasOpen;
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
