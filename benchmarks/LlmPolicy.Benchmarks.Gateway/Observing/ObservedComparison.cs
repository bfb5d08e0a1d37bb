using LlmPolicy.Benchmarks.Gateway.Comparing;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Observing;

/// <summary>
/// A gateway that nobody listens to and the same with OpenTelemetry's SDK, then with an audit too, at the same time, so that what else the machine does hits both alike: the difference is a few per cent. For the
/// lab's policy, and for one with a rule of models and two budgets, whose answers are metered.
/// </summary>
internal sealed class ObservedComparison(Meter meter, int pairs, TimeSpan warmUp)
{
    public async Task<int> RunAsync(TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llmpolicy-benchmark-");
        try
        {
            await using RoleProcess upstream = await RoleProcess.StartAsync("upstream");
            Tokens token = Tokens.Same(Path.Combine(folder.FullName, "same-token.txt"));
            string budgets = Path.Combine(folder.FullName, "budget-policies");
            LabPolicy.CopyWithBudgetsTo(budgets);
            output.WriteLine($"{Machine.Description}. Load: {meter.Description}. CPU: user and system time of the gateway's process.");
            int errors = 0;
            foreach (var (policy, manifests) in new[] { ("the lab's policy", LabPolicy.Folder), ("with a rule of models and two budgets", budgets) })
            {
                foreach (var (what, role) in new[] { ("metrics", "observed"), ("metrics and audit", "audited") })
                {
                    errors += await CompareAsync($"{what}, {policy}", role, manifests, upstream.Address, token, output);
                }
            }

            return errors == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<int> CompareAsync(string what, string role, string manifests, Uri upstream, Tokens token, TextWriter output)
    {
        string[] options = ["--upstream", upstream.ToString(), "--manifests", manifests];
        await using Contender off = new("nobody listens", await RoleProcess.StartAsync(["llmpolicy", .. options]), token);
        await using Contender on = new("somebody does", await RoleProcess.StartAsync([role, .. options]), token);
        foreach (Contender contender in new[] { off, on })
        {
            await Answers.CheckAsync(contender);
            await meter.WarmUpAsync(contender, warmUp);
        }

        for (int pair = 0; pair < pairs; pair++)
        {
            await Task.WhenAll(meter.MeasureAsync(off), meter.MeasureAsync(on));
        }

        Write(what, off, on, output);
        return (int)(off.Runs.Sum(run => run.Errors) + on.Runs.Sum(run => run.Errors));
    }

    private static void Write(string what, Contender off, Contender on, TextWriter output)
    {
        double[] ratios = [.. off.Runs.Zip(on.Runs, (a, b) => b.ProcessorMicroseconds / a.ProcessorMicroseconds)];
        output.WriteLine();
        MarkdownTable table = new(output, "pair", $"{off.Name}, CPU µs/request", on.Name, "ratio");
        for (int i = 0; i < ratios.Length; i++)
        {
            table.Row($"{i + 1}", $"{off.Runs[i].ProcessorMicroseconds:F1}", $"{on.Runs[i].ProcessorMicroseconds:F1}", $"{ratios[i]:F3}");
        }

        Spread spread = new(ratios);
        output.WriteLine();
        output.WriteLine($"On beside off, {what}: median {spread.Median:F3}, min {spread.Min:F3}, max {spread.Max:F3}.");
    }
}
