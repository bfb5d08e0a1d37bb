using System.CommandLine;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>--connections</c>: kept connections of a load; 16 unless given.</summary>
internal sealed class ConnectionsOption : Option<int>
{
    public ConnectionsOption()
        : base("--connections")
    {
        Description = "How many connections a load keeps.";
        DefaultValueFactory = _ => 16;
    }
}
