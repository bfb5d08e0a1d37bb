namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>What one run of load showed.</summary>
/// <param name="Requests">The requests answered.</param>
/// <param name="Errors">Those of them that were not answered 200, and failures of connections.</param>
/// <param name="ProcessorMicroseconds">User and system time of the gateway's process, a request.</param>
/// <param name="RequestsPerSecond">What came through, with load and provider on the same machine.</param>
internal sealed record Run(long Requests, long Errors, double ProcessorMicroseconds, double RequestsPerSecond);
