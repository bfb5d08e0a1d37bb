namespace LlmPolicy.Benchmarks.Gateway;

/// <summary>What was measured is not what it should have been: an answer that is not 200, say.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
