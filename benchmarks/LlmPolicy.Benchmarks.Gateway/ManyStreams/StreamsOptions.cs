namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>How much is measured.</summary>
/// <param name="Streams">How many streams are open while memory is read.</param>
/// <param name="Pause">The time between two chunks of each of these.</param>
/// <param name="LoadStreams">How many streams there are while processor time and delays are.</param>
/// <param name="Rate">The chunks a second of each of those.</param>
/// <param name="Load">How long that load takes.</param>
/// <param name="Rounds">How often each way is measured, in turn with the others.</param>
internal sealed record StreamsOptions(int Streams, TimeSpan Pause, int LoadStreams, double Rate, TimeSpan Load, int Rounds);
