using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Starting;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>start</c>: time to the first answer, and memory, of the published sample beside YARP alone.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        Option<int> starts = new("--starts") { Description = "How many starts of each program.", DefaultValueFactory = _ => 10 };
        Command command = new("start", "Start time and memory of samples/Gateway beside YARP alone: with the JIT, ReadyToRun and native AOT.") { starts };
        command.SetAction((parsed, _) => new StartComparison(parsed.GetValue(starts)).RunAsync(Console.Out));
        return command;
    }
}
