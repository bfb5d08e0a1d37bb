using System.Threading.Channels;

namespace LlmPolicy.Dashboard.Decisions;

/// <summary>Somebody who looks at decisions as they come.</summary>
internal sealed class DecisionWatcher(RecentDecisions decisions) : IDisposable
{
    /// <summary>How far he may be behind: more than all that is kept.</summary>
    private const int Behind = RecentDecisions.Most + 56;

    private readonly CancellationTokenSource _leftBehind = new();
    private readonly Channel<ShownDecision> _told = Channel.CreateBounded<ShownDecision>(new BoundedChannelOptions(Behind) { SingleReader = true });

    /// <summary>What he has not seen yet. It ends where he did not keep up.</summary>
    public ChannelReader<ShownDecision> Told => _told.Reader;

    /// <summary>Cancelled once he is too far behind, and told nothing more.</summary>
    public CancellationToken LeftBehind => _leftBehind.Token;

    /// <summary>Tells him, unless he is too far behind.</summary>
    public void Tell(ShownDecision decision)
    {
        if (!_told.Writer.TryWrite(decision) && _told.Writer.TryComplete())
        {
            // Whoever waits for that does not run here: decisions are locked.
            _ = _leftBehind.CancelAsync();
        }
    }

    public void Dispose()
    {
        decisions.Leave(this);
        _leftBehind.Dispose();
    }
}
