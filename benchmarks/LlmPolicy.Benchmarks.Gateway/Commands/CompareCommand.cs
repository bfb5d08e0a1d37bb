using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Comparing;
using LlmPolicy.Benchmarks.Gateway.Load;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>compare</c>: processor time a request, of all gateways in turn.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Option<int> pairs = new("--pairs")
        {
            Description = "How many pairs of YARP and LlmPolicy, and runs of each other gateway.",
            DefaultValueFactory = _ => 10,
        };
        SecondsOption seconds = new(3);
        Option<double> warmUp = new("--warm-up")
        {
            Description = "Seconds of load on each gateway before the runs that tell whether it has settled.",
            DefaultValueFactory = _ => 10,
        };
        ConnectionsOption connections = new();
        Option<int> tokens = new("--tokens")
        {
            Description = "How many distinct tokens the cold row cycles through.",
            DefaultValueFactory = _ => 20_000,
        };
        Option<bool> bySwitch = new("--cold-by-switch") { Description = "The cold row also sets LlmPolicy:TokenCache:Enabled=false." };
        Option<bool> sdkAlone = new("--sdk-alone") { Description = "Use neither wrk nor HAProxy, even where they are." };
        Command command = new("compare", "Processor time a request: YARP alone, LlmPolicy, the same by hand, HAProxy.")
        {
            pairs, seconds, warmUp, connections, tokens, bySwitch, sdkAlone,
        };
        command.SetAction((parsed, _) =>
        {
            string? wrk = parsed.GetValue(sdkAlone) ? null : Programs.Find("wrk");
            Meter meter = new(wrk is null ? new SocketLoad() : new WrkLoad(wrk), parsed.GetValue(connections), seconds.Read(parsed));
            StageOptions stage = new(
                parsed.GetValue(tokens),
                parsed.GetValue(bySwitch) ? ["LlmPolicy:TokenCache:Enabled=false"] : [],
                parsed.GetValue(sdkAlone) ? null : Programs.Find("haproxy"));
            return new Comparison(meter, stage, parsed.GetValue(pairs), TimeSpan.FromSeconds(parsed.GetValue(warmUp))).RunAsync(Console.Out);
        });
        return command;
    }
}
