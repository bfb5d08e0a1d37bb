using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Gateway.Load;

/// <summary>The load where there is no wrk: sockets that send prepared bytes and read the answer.</summary>
internal sealed class SocketLoad : ILoad
{
    public string Name => "the load generator of this program";

    public async Task<LoadResult> RunAsync(Uri gateway, Tokens tokens, int connections, TimeSpan duration)
    {
        TokenTurns turns = new(tokens);
        long start = Stopwatch.GetTimestamp();
        LoadResult[] results = await Task.WhenAll(
            Enumerable.Range(0, connections).Select(_ => Task.Run(() => DriveAsync(gateway, turns, start, duration))));
        return new LoadResult(results.Sum(result => result.Requests), results.Sum(result => result.Errors), Stopwatch.GetElapsedTime(start));
    }

    private static async Task<LoadResult> DriveAsync(Uri gateway, TokenTurns turns, long start, TimeSpan duration)
    {
        long requests = 0;
        long errors = 0;
        using LoadConnection connection = await LoadConnection.OpenAsync(gateway);
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            int status = await connection.SendAsync(turns.Next());
            requests++;
            errors += status == 200 ? 0 : 1;
        }

        return new LoadResult(requests, errors, Stopwatch.GetElapsedTime(start));
    }
}
