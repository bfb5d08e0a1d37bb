namespace LlmPolicy.Testing.Diffing;

/// <summary>What a diff said of one edit.</summary>
internal sealed record DiffOutcome(string Key, string Edit, int Policy, IReadOnlyList<PolicyDifference> Differences)
{
    public bool IsEqual => Differences.Count == 0;

    /// <summary>By a request that shows it.</summary>
    public bool IsTold => Differences.Any(d => d.Kind != PolicyDifferenceKind.NotCovered);

    public bool MayLoosen => Differences.Any(d => d.MayLoosen);

    public override string ToString() => $"{Key} {Edit} in policy {Policy}: {string.Join("; ", Differences.Select(d => $"{d.Kind} {d.What}"))}";
}
