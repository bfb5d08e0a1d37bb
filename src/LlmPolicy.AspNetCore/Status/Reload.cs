namespace LlmPolicy.Status;

/// <summary>What became of manifests and options that were read: they are in force since then, or they were not taken over.</summary>
/// <param name="At">When.</param>
/// <param name="Generation">The generation that took over; null if none did.</param>
/// <param name="Problem">Why none did, as it is logged; null if one did.</param>
/// <param name="Diagnostics">What was found in the manifests.</param>
internal sealed record Reload(DateTimeOffset At, string? Generation, string? Problem, IReadOnlyList<Diagnostic> Diagnostics);
