using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Hostile;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>hostile</c>: what hostile dependencies cost those who have nothing to do with them.</summary>
internal static class HostileCommand
{
    public static Command Create()
    {
        SecondsOption seconds = new(6);
        Option<int> cases = new("--cases") { Description = "How many of the cases, from the first.", DefaultValueFactory = _ => HostileCase.All.Count };
        Command command = new("hostile", "Start, reload and other callers' delays while an upstream, a key server, a source of secrets, a manifest or clients are hostile.") { seconds, cases };
        command.SetAction(async (parsed, _) =>
        {
            Console.WriteLine($"{Machine.Description}. {seconds.Read(parsed).TotalSeconds:0.#} s each, 8 other callers; memory behind a collection, while it goes on.");
            Console.WriteLine();
            MarkdownTable table = new(Console.Out, "who is hostile", "start, ms", "reload, ms", "others, ms, median", "p99", "max", "resident, MiB", "managed, MiB");
            foreach (HostileCase one in HostileCase.All.Take(parsed.GetValue(cases)))
            {
                table.Row(await MeasureAsync(one, seconds.Read(parsed)));
            }
        });
        return command;
    }

    private static async Task<string[]> MeasureAsync(HostileCase one, TimeSpan length)
    {
        await using HostileStage stage = await HostileStage.StartAsync(one);
        // Until the JIT has settled.
        await stage.CallAsync(length / 2);
        using CancellationTokenSource stop = new();
        Task act = one.ActAsync(stage, stop.Token);
        Spread others = await stage.CallAsync(length);
        MemoryUse memory = await stage.ReadMemoryAsync();
        TimeSpan reload = await stage.ReloadAsync(1);
        await stop.CancelAsync();
        await act.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (act.IsFaulted)
        {
            await act;
        }

        return
        [
            one.Name, $"{stage.Start.TotalMilliseconds:F0}", $"{reload.TotalMilliseconds:F0}", $"{others.Median:F2}", $"{others.P99:F2}", $"{others.Max:F1}",
            $"{memory.Resident / 1048576.0:F1}", $"{memory.Managed / 1048576.0:F1}",
        ];
    }
}
