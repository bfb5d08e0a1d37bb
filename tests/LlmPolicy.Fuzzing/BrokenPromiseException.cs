namespace LlmPolicy.Fuzzing;

/// <summary>What has to hold of a reader does not.</summary>
public sealed class BrokenPromiseException(string what) : Exception(what);
