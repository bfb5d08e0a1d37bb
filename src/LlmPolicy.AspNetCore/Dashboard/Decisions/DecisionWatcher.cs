using System.Threading.Channels;

namespace LlmPolicy.Dashboard.Decisions;

/// <summary>Somebody who looks at decisions as they come.</summary>
internal sealed class DecisionWatcher(RecentDecisions decisions) : IDisposable
{
    /// <summary>How far he may be behind: more than all that is kept.</summary>
    private const int Behind = RecentDecisions.Most + 56;

    private readonly Channel<ShownDecision> _told = Channel.CreateBounded<ShownDecision>(new BoundedChannelOptions(Behind) { SingleReader = true });

    /// <summary>What he has not seen yet. It ends where he did not keep up.</summary>
    public ChannelReader<ShownDecision> Told => _told.Reader;

    /// <summary>Tells him; false if he is too far behind, and is told nothing more.</summary>
    public bool TryTell(ShownDecision decision)
    {
        bool told = _told.Writer.TryWrite(decision);
        if (!told)
        {
            _told.Writer.TryComplete();
        }

        return told;
    }

    public void Dispose() => decisions.Leave(this);
}
