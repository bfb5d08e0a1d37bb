using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>A row of the comparison: a gateway that runs, the tokens it is sent, and what was measured so far.</summary>
internal sealed class Contender(string name, IMeasuredProcess process, Tokens tokens) : IAsyncDisposable
{
    public string Name { get; } = name;

    public IMeasuredProcess Process { get; } = process;

    public Tokens Tokens { get; } = tokens;

    /// <summary>Whether it refuses forged tokens.</summary>
    public bool HasPolicy { get; init; } = true;

    public List<Run> Runs { get; } = [];

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
