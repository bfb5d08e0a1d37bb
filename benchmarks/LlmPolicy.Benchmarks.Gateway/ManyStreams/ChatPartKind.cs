namespace LlmPolicy.Benchmarks.Gateway.ManyStreams;

/// <summary>What an event of a streamed chat holds.</summary>
internal enum ChatPartKind
{
    Word,
    Usage,
    Done,
}
