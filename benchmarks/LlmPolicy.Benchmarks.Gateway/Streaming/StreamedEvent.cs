namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>An event of a stream, in ticks of the clock that all processes of a machine share.</summary>
/// <param name="Written">When the provider wrote it.</param>
/// <param name="Arrived">When the client had read it.</param>
internal sealed record StreamedEvent(long Written, long Arrived);
