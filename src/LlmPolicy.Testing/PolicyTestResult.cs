namespace LlmPolicy.Testing;

/// <summary>What came of one case.</summary>
public sealed class PolicyTestResult
{
    /// <summary>The case's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where the case begins in its file.</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>Where the decision is not as expected, in words; empty if the case passed. No secret and no token stands in them.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>The decision.</summary>
    public required PolicyDecision Decision { get; init; }

    /// <summary>Whether all is as expected.</summary>
    public bool Passed => Differences.Count == 0;

    /// <summary>Throws if the case failed, so that any test framework reports it.</summary>
    /// <exception cref="PolicyTestException">The case failed.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
        {
            throw new PolicyTestException(ToString());
        }
    }

    /// <summary>A line for the case, and for each difference; last, which rule of the manifest decided.</summary>
    public override string ToString() => string.Join(Environment.NewLine, [$"{Position}: {(Passed ? "passed" : "failed")}: {Name}", .. Details.Select(line => $"  {line}")]);

    /// <summary>What is to be said of a case that failed.</summary>
    internal IReadOnlyList<string> Details => Passed ? [] : [.. Differences, $"decided: {Decision.Reason}{(Decision.Position is { } rule ? $" by {rule}" : "")}"];
}
