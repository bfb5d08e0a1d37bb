namespace LlmPolicy.Benchmarks.Charts;

/// <summary>A request of one size.</summary>
/// <param name="Suffix">What the line's name has behind "cold" or "warm", where a chart has more than these two.</param>
/// <param name="X">The size.</param>
/// <param name="Policy">Forwards the request.</param>
/// <param name="Request">With a good token.</param>
internal sealed record GrowthCase(string Suffix, double X, CompiledPolicy Policy, PolicyRequest Request);
