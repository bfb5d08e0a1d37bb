using System.Globalization;
using System.Text.RegularExpressions;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Load;

/// <summary>wrk with one thread.</summary>
internal sealed partial class WrkLoad(string program) : ILoad
{
    public string Name => "wrk, 1 thread";

    public async Task<LoadResult> RunAsync(Uri gateway, Tokens tokens, int connections, TimeSpan duration)
    {
        // wrk takes whole seconds.
        int seconds = (int)Math.Ceiling(duration.TotalSeconds);
        string output = await ChildProcesses.RunAsync(program,
        [
            "-t1", $"-c{connections}", $"-d{seconds}s", "-s", Path.Combine(AppContext.BaseDirectory, "post.lua"), gateway.ToString(), "--",
            tokens.File, tokens.Next.ToString(CultureInfo.InvariantCulture),
            LabRequest.Path, LabRequest.UserAgent, LabRequest.ContentType, LabRequest.Body,
        ]);
        Match result = Result().Match(output);
        if (!result.Success)
        {
            throw new MeasurementException($"wrk said nothing of its requests.\n{output}");
        }

        long Number(int group) => long.Parse(result.Groups[group].Value, CultureInfo.InvariantCulture);
        return new LoadResult(Number(1), Number(2), TimeSpan.FromMicroseconds(Number(3)));
    }

    [GeneratedRegex(@"^result (\d+) (\d+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Result();
}
