namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>An event of a streamed chat.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Written">When the provider wrote it, if it is a word, in the ticks of the clock that all processes of a machine share.</param>
/// <param name="Arrived">When the client had read it, in the same.</param>
internal readonly record struct ChatPart(ChatPartKind Kind, long Written, long Arrived);
