using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Comparing;
using LlmPolicy.Benchmarks.Gateway.Load;
using LlmPolicy.Benchmarks.Gateway.Observing;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>observe</c>: processor time a request, with metrics and audit on and off.</summary>
internal static class ObserveCommand
{
    public static Command Create()
    {
        Option<int> pairs = new("--pairs") { Description = "How many pairs of runs, of each policy.", DefaultValueFactory = _ => 10 };
        SecondsOption seconds = new(3);
        Option<double> warmUp = new("--warm-up") { Description = "Seconds of load on each gateway before the runs that tell whether it has settled.", DefaultValueFactory = _ => 10 };
        ConnectionsOption connections = new();
        Option<bool> sdkAlone = new("--sdk-alone") { Description = "Do not use wrk, even where it is." };
        Command command = new("observe", "Processor time a request: with metrics and audit, and with nobody who listens.") { pairs, seconds, warmUp, connections, sdkAlone };
        command.SetAction((parsed, _) =>
        {
            string? wrk = parsed.GetValue(sdkAlone) ? null : Programs.Find("wrk");
            Meter meter = new(wrk is null ? new SocketLoad() : new WrkLoad(wrk), parsed.GetValue(connections), seconds.Read(parsed));
            return new ObservedComparison(meter, parsed.GetValue(pairs), TimeSpan.FromSeconds(parsed.GetValue(warmUp))).RunAsync(Console.Out);
        });
        return command;
    }
}
