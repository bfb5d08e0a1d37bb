namespace LlmPolicy.Tests;

/// <summary>Tests that nothing runs beside: they measure memory.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
