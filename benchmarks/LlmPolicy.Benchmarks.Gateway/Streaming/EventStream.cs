namespace LlmPolicy.Benchmarks.Gateway.Streaming;

/// <summary>A stream that was read to its end.</summary>
/// <param name="Asked">When the client sent its request, in the ticks of <see cref="StreamedEvent"/>.</param>
/// <param name="Events">What came.</param>
internal sealed record EventStream(long Asked, IReadOnlyList<StreamedEvent> Events);
