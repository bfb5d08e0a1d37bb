namespace LlmPolicy.Benchmarks.Charts;

/// <summary>Points from left to right, under one name.</summary>
internal sealed record Line(string Name, IReadOnlyList<Point> Points);
