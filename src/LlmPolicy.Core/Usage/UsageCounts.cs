namespace LlmPolicy.Usage;

/// <summary>A number for each <see cref="UsageMember"/> that was said; an explicit zero was said.</summary>
internal sealed class UsageCounts
{
    private const long Unsaid = -1;

    private static readonly int Length = Enum.GetValues<UsageMember>().Length;

    private static readonly UsageMember[] Reports =
    [
        UsageMember.Input, UsageMember.BareInput, UsageMember.Output, UsageMember.Total, UsageMember.AudioDuration,
        UsageMember.BilledInput, UsageMember.BilledOutput, UsageMember.MeteredInput, UsageMember.MeteredOutput,
    ];

    private readonly long[] _counts = new long[Length];

    public UsageCounts() => Clear();

    /// <summary>Whether nothing was said.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Whether it says what was used. That no tool was does not: an answer that is still queued says so, too.</summary>
    public bool IsReport => Array.Exists(_counts, count => count > 0)
        || Array.Exists(Reports, member => this[member] is not null);

    public long? this[UsageMember member] => _counts[(int)member] is >= 0 and var count ? count : null;

    public long OrZero(UsageMember member) => Math.Max(0, _counts[(int)member]);

    public void Set(UsageMember member, long count)
    {
        _counts[(int)member] = count;
        IsEmpty = false;
    }

    public void Add(UsageMember member, long count) => Set(member, OrZero(member) + count);

    /// <summary>Takes over what was said later: it replaces, it does not add.</summary>
    public void Replace(UsageCounts later)
    {
        for (int i = 0; i < Length; i++)
        {
            if (later._counts[i] >= 0)
            {
                _counts[i] = later._counts[i];
                IsEmpty = false;
            }
        }
    }

    /// <summary>Adds what another answer on the same connection said.</summary>
    public void AddAll(UsageCounts other)
    {
        for (int i = 0; i < Length; i++)
        {
            if (other._counts[i] >= 0)
            {
                Add((UsageMember)i, other._counts[i]);
            }
        }
    }

    public void CopyFrom(UsageCounts other)
    {
        other._counts.CopyTo(_counts, 0);
        IsEmpty = other.IsEmpty;
    }

    public void Clear()
    {
        Array.Fill(_counts, Unsaid);
        IsEmpty = true;
    }
}
