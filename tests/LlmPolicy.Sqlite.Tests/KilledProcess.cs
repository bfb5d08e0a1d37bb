using System.Diagnostics;
using System.Globalization;
using LlmPolicy.Sqlite.Load;

namespace LlmPolicy.Tests;

/// <summary>A process with a file of budgets, from its start until it was killed.</summary>
internal sealed class KilledProcess
{
    private const int LongestLife = 6_000;

    /// <summary>The second that may be lost, and two in which a busy machine has to write what was due.</summary>
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(1 + 2);

    private readonly Dictionary<string, Request> _requests = [];
    private long _started;
    private long _killed;

    private KilledProcess()
    {
    }

    /// <summary>What the counter held when it started.</summary>
    public (long Used, long Reserved) Found { get; private set; }

    public TimeSpan Length => Stopwatch.GetElapsedTime(_started, _killed);

    /// <summary>What has to be kept of it: what it was told is charged, but for the last moments.</summary>
    public long Least => _requests.Values.Where(IsKept).Sum(request => request.Used);

    /// <summary>What may be charged at the most: of requests that were open in the last moments what they reserved or what they used.</summary>
    public long Most => _requests.Values.Sum(request => IsKept(request) ? request.Used : Math.Max(request.Reserved, request.Used));

    public static async Task<KilledProcess> RunAsync(string file)
    {
        KilledProcess life = new();
        TimeSpan length = TimeSpan.FromMilliseconds(Random.Shared.Next(LongestLife));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Load).Assembly.Location, file]) { RedirectStandardOutput = true })!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                life.Hear(line.Split(' '));
                if (life._killed == 0 && life._started != 0 && Stopwatch.GetElapsedTime(life._started) > length)
                {
                    life._killed = Load.Now;
                    process.Kill();
                }
            }
        }
        finally
        {
            process.Kill();
        }

        life._killed.ShouldNotBe(0, "It ended by itself.");
        return life;
    }

    private void Hear(string[] words)
    {
        switch (words)
        {
            case ["found", var used, var reserved, var at]:
                Found = (Number(used), Number(reserved));
                _started = Number(at);
                break;
            case ["about", var lease, var reserved, var used]:
                _requests.Add(lease, new Request(Number(reserved), Number(used), long.MaxValue));
                break;
            case ["done", var lease, var at]:
                _requests[lease] = _requests[lease] with { Done = Number(at) };
                break;
        }
    }

    private bool IsKept(Request request) => request.Done < _killed && Stopwatch.GetElapsedTime(request.Done, _killed) >= Lost;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A request that the process was about to make.</summary>
    /// <param name="Reserved">What its reservation charges if nobody ends it.</param>
    /// <param name="Used">What it is settled by.</param>
    /// <param name="Done">When the process was told that it is settled.</param>
    private sealed record Request(long Reserved, long Used, long Done);
}
