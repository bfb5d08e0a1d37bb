namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>A process that listens, and whose use of the processor can be read.</summary>
internal interface IMeasuredProcess : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>User and system time since its start.</summary>
    TimeSpan ProcessorTime { get; }
}
