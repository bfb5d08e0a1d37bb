using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Reserving;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>redis-failures</c>: what callers see while Redis fails.</summary>
internal static class RedisFailuresCommand
{
    public static Command Create()
    {
        Command command = new("redis-failures", "What reservations and settlements are answered, and how soon, while a redis-server stands still, is killed, flushed, slow or failed over.");
        command.SetAction(async (_, _) =>
        {
            Console.WriteLine($"{Machine.Description}. 16 callers; {RedisFailure.Before.TotalSeconds:0} s well, then the failure. A call's time: median, longest.");
            Console.WriteLine();
            MarkdownTable table = new(
                Console.Out, "failure", "reserve while it lasts", "ms", "settle while it lasts", "ms", "s until the first answer", "granted", "charged too little", "left reserved");
            foreach (RedisFailure failure in RedisFailure.All)
            {
                table.Row(await new FailureMeter(failure).MeasureAsync());
            }
        });
        return command;
    }
}
