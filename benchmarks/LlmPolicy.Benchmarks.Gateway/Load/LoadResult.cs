namespace LlmPolicy.Benchmarks.Gateway.Load;

/// <summary>What a load came to.</summary>
/// <param name="Requests">The requests that were answered.</param>
/// <param name="Errors">Those of them that were not answered 200, and failures of connections.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
internal sealed record LoadResult(long Requests, long Errors, TimeSpan Elapsed);
