using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>Times actions in turn, round after round: what disturbs the machine disturbs all of them alike.</summary>
internal static class Stopwatches
{
    private const int Rounds = 31;

    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(4);

    /// <summary>Of each action, its microseconds in each round.</summary>
    public static double[][] Measure(params Action[] actions)
    {
        int[] sizes = [.. actions.Select(Calibrate)];
        double[][] times = [.. actions.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                times[i][round] = Time(actions[i], sizes[i]);
            }
        }

        return times;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The median of what two actions of one measurement make of each other, round by round.</summary>
    public static double Median(double[] one, double[] other, Func<double, double, double> of) => Median(one.Zip(other, of));

    /// <summary>Bytes that one call allocates, on this thread.</summary>
    public static long Allocated(Action action)
    {
        const int Calls = 2_000;
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }

    public static double Seconds(Action action)
    {
        action();
        return Median(Enumerable.Range(0, 3).Select(_ =>
        {
            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }));
    }

    /// <summary>How often an action runs in a batch; long enough before it for the compiler's tiers.</summary>
    private static int Calibrate(Action action)
    {
        int size = 1;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300))
        {
            double time = Time(action, size);
            size = Math.Max(1, (int)(Batch.TotalMicroseconds / Math.Max(time, 0.001)));
        }

        return size;
    }

    private static double Time(Action action, int times)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / times;
    }
}
