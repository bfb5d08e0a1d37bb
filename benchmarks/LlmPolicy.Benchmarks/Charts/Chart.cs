namespace LlmPolicy.Benchmarks.Charts;

/// <summary>What was measured: printed as a table, drawn as lines.</summary>
/// <param name="Name">The file's, without its ending.</param>
/// <param name="Title">What is shown.</param>
/// <param name="X">The horizontal quantity and its unit.</param>
/// <param name="Y">The vertical quantity and its unit.</param>
/// <param name="Lines">With the same X each.</param>
internal sealed record Chart(string Name, string Title, string X, string Y, IReadOnlyList<Line> Lines);
