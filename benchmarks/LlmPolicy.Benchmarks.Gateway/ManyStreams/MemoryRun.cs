namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>What open streams take of a gateway's memory.</summary>
/// <param name="BytesPerStream">By what the process has resident.</param>
/// <param name="ManagedBytesPerStream">By what of it are objects.</param>
internal sealed record MemoryRun(double BytesPerStream, double ManagedBytesPerStream);
