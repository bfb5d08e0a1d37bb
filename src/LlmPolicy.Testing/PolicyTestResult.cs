namespace LlmPolicy.Testing;

/// <summary>What came of one case.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Position">Where the case begins in its file.</param>
/// <param name="Differences">Where the decision is not as expected, in words; empty if the case passed. No secret and no token stands in them.</param>
/// <param name="Decision">The decision.</param>
public sealed record PolicyTestResult(string Name, SourcePosition Position, IReadOnlyList<string> Differences, PolicyDecision Decision)
{
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
