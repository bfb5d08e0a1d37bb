using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Streaming;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>sse</c>: what a gateway adds to the way of a streamed event.</summary>
internal static class SseCommand
{
    public static Command Create()
    {
        Option<int> streams = new("--streams") { Description = "How many streams through each gateway.", DefaultValueFactory = _ => 200 };
        Command command = new("sse", "Delay of streamed events: through YARP alone and through LlmPolicy, in turn.") { streams };
        command.SetAction((parsed, _) => new StreamComparison(parsed.GetValue(streams)).RunAsync(Console.Out));
        return command;
    }
}
