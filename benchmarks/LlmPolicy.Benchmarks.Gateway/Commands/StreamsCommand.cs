using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.ManyStreams;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>streams</c>: what streamed answers cost a gateway: memory, processor time, delay.</summary>
internal static class StreamsCommand
{
    public static Command Create()
    {
        Option<int> streams = new("--streams") { Description = "How many streams are open while memory is read.", DefaultValueFactory = _ => 5000 };
        Option<double> pause = new("--pause") { Description = "Seconds between two chunks of each of these.", DefaultValueFactory = _ => 2 };
        Option<int> loadStreams = new("--load-streams")
        {
            Description = "How many streams there are while CPU and delay are measured.",
            DefaultValueFactory = _ => 500,
        };
        Option<double> rate = new("--rate") { Description = "Chunks a second of each of those.", DefaultValueFactory = _ => 20 };
        Option<double> seconds = new("--seconds") { Description = "How long a run of them takes.", DefaultValueFactory = _ => 6 };
        Option<int> rounds = new("--rounds") { Description = "How often each way is measured.", DefaultValueFactory = _ => 3 };
        Option<string> json = new("--json") { Description = "A file for the figures of all rounds." };
        Command command = new("streams", "Streamed answers: memory of open ones, CPU and delay of chunks. No gateway, YARP alone, LlmPolicy.")
        {
            streams, pause, loadStreams, rate, seconds, rounds, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            StreamsOptions options = new(
                parsed.GetValue(streams), TimeSpan.FromSeconds(parsed.GetValue(pause)), parsed.GetValue(loadStreams), parsed.GetValue(rate),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds));
            IReadOnlyList<WayRuns> ways = await new StreamsComparison(options).RunAsync();
            StreamsReport.Write(Console.Out, options, ways);
            if (parsed.GetValue(json) is { } file)
            {
                await StreamsFile.WriteAsync(file, options, ways);
            }
        });
        return command;
    }
}
