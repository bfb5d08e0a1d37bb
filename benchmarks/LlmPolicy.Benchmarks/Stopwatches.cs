using System.Diagnostics;

namespace LlmPolicy.Benchmarks;

/// <summary>Times actions in turn, round after round: what disturbs the machine disturbs all of them alike.</summary>
/// <param name="duration">What each action gets: seven tenths to warm up in, the rest in rounds.</param>
internal sealed class Stopwatches(TimeSpan duration)
{
    private const int Rounds = 31;

    private readonly TimeSpan _warmUp = duration * 0.7;
    private readonly TimeSpan _batch = duration * 0.3 / Rounds;

    /// <summary>A second to warm up, and batches of 14 ms. After a third of that, code that awaits is still measured before the compiler's last tier: twice or three times what it costs.</summary>
    public static Stopwatches Full { get; } = new(TimeSpan.FromMilliseconds(1430));

    /// <summary>Shows that a measurement runs; its figures mean nothing.</summary>
    public static Stopwatches Short { get; } = new(TimeSpan.FromMilliseconds(4));

    /// <summary>What each action gets.</summary>
    public TimeSpan Duration => duration;

    /// <summary>Of each action, its microseconds in each round.</summary>
    public double[][] Measure(params Action[] actions)
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

    /// <summary>The median of an action of about a second, which gets ten times the duration.</summary>
    public double Seconds(Action action)
    {
        List<double> runs = [];
        long first = Stopwatch.GetTimestamp();
        do
        {
            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            action();
            runs.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(first) < 10 * duration);

        return Median(runs);
    }

    /// <summary>How often an action runs in a batch; long enough before it for the compiler's tiers.</summary>
    private int Calibrate(Action action)
    {
        int size = 1;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _warmUp)
        {
            double time = Time(action, size);
            size = Math.Max(1, (int)(_batch.TotalMicroseconds / Math.Max(time, 0.001)));
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
