namespace LlmPolicy.Testing;

/// <summary>What a change of manifests would have meant for requests of the past. Made by <see cref="PolicyDiff.CompareRecords"/>.</summary>
public sealed record RecordedDifferences
{
    /// <summary>The differences, each with the first record that shows it (<see cref="PolicyDifference.Caller"/> is its line) and how many do.</summary>
    public required IReadOnlyList<PolicyDifference> Differences { get; init; }

    /// <summary>How many records were put to both versions.</summary>
    public required int Compared { get; init; }

    /// <summary>Why others were not, with how many: they do not hold what one of the versions asks for.</summary>
    public required IReadOnlyDictionary<string, int> NotCompared { get; init; }

    /// <summary>Of those that were, how many the old version decides otherwise than it was recorded: other manifests had decided.</summary>
    public required int DecidedOtherwise { get; init; }

    /// <summary>The lines that are no record, from 1.</summary>
    public required IReadOnlyList<int> UnreadableLines { get; init; }
}
