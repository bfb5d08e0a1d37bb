using LlmPolicy.Benchmarks.Gateway.Load;

namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>Drives a gateway and reads its processor time before and after.</summary>
internal sealed class Meter(ILoad load, int connections, TimeSpan duration)
{
    private const double Settled = 0.97;
    private const int MostSettlingRuns = 10;

    public string Description => $"{load.Name}, {connections} connections, {duration.TotalSeconds:0.##} s a run";

    /// <summary>Load that is not kept: so long, and then until a run costs no less than the one before, because the JIT has settled.</summary>
    public async Task WarmUpAsync(Contender contender, TimeSpan time)
    {
        await DriveAsync(contender, time);
        double last = double.PositiveInfinity;
        for (int i = 0; i < MostSettlingRuns; i++)
        {
            double cost = (await RunAsync(contender)).ProcessorMicroseconds;
            if (cost > last * Settled)
            {
                return;
            }

            last = cost;
        }
    }

    public async Task MeasureAsync(Contender contender) => contender.Runs.Add(await RunAsync(contender));

    private async Task<Run> RunAsync(Contender contender)
    {
        TimeSpan before = contender.Process.ProcessorTime;
        LoadResult result = await DriveAsync(contender, duration);
        TimeSpan used = contender.Process.ProcessorTime - before;
        return new Run(
            result.Requests, result.Errors, used.TotalMicroseconds / result.Requests, result.Requests / result.Elapsed.TotalSeconds);
    }

    private async Task<LoadResult> DriveAsync(Contender contender, TimeSpan time)
    {
        LoadResult result = await load.RunAsync(contender.Process.Address, contender.Tokens, connections, time);
        if (result.Requests == 0)
        {
            throw new MeasurementException($"{contender.Name} answered nothing: {result.Errors} errors.");
        }

        // What was sent and not answered when the time was up counts as sent.
        contender.Tokens.Sent(result.Requests + connections);
        return result;
    }
}
