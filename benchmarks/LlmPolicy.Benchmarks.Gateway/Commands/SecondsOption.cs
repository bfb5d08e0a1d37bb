using System.CommandLine;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>--seconds</c>: how long one run of load takes.</summary>
internal sealed class SecondsOption : Option<double>
{
    public SecondsOption(double seconds)
        : base("--seconds")
    {
        Description = "How long a run of load takes. wrk takes whole seconds.";
        DefaultValueFactory = _ => seconds;
    }

    public TimeSpan Read(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(this));
}
