using LlmPolicy.Testing;

namespace LlmPolicy.Tool.Output;

/// <summary>What came of a file of cases.</summary>
/// <param name="File">The file.</param>
/// <param name="Results">Its cases.</param>
/// <param name="Coverage">The rules that they reach.</param>
/// <param name="Mutation">The rules that they hold; null where that was not asked for.</param>
internal sealed record TestReport(string File, IReadOnlyList<PolicyTestResult> Results, PolicyCoverage Coverage, PolicyMutation? Mutation)
{
    /// <summary>Whether all cases passed and, where that was asked for, they hold all rules.</summary>
    public bool Succeeded => Results.All(r => r.Passed) && Mutation is null or { Unnoticed.Count: 0 };
}
