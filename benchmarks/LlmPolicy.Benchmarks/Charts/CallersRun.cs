using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Charts;

/// <summary>What some threads did together.</summary>
/// <param name="DecisionsPerSecond">Of all threads.</param>
/// <param name="CpuPerDecision">Of the process, microseconds.</param>
internal readonly record struct CallersRun(double DecisionsPerSecond, double CpuPerDecision)
{
    public static CallersRun Of(Action decide, int callers, TimeSpan duration)
    {
        using Barrier start = new(callers + 1);
        using CancellationTokenSource stop = new();
        CancellationToken stopped = stop.Token;
        long[] decisions = new long[callers];
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(i => new Thread(() => decisions[i] = Decide()))];
        long Decide()
        {
            long made = 0;
            start.SignalAndWait(CancellationToken.None);
            do
            {
                decide();
                made++;
            }
            while (!stopped.IsCancellationRequested);
            return made;
        }

        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long from = Stopwatch.GetTimestamp();
        start.SignalAndWait(CancellationToken.None);
        stop.CancelAfter(duration);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        double made = decisions.Sum();
        return new CallersRun(made / Stopwatch.GetElapsedTime(from).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / made);
    }
}
