using System.Diagnostics;
using System.Globalization;
using System.Net;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Starting;

/// <summary>Starts a program, waits for its first answer, reads its memory, ends it.</summary>
internal static class Starter
{
    private const int Requests = 100;

    public static async Task<StartRun> RunAsync(PublishedProgram program)
    {
        int port = LoopbackPort.Free();
        Uri address = new($"http://127.0.0.1:{port}");
        ProcessStartInfo start = new(program.File, [.. program.Arguments, "--urls", address.ToString(), "--Logging:LogLevel:Default=Warning"])
        {
            RedirectStandardOutput = true,
            // The host watches this folder and all below it: from a large one it would start late.
            WorkingDirectory = Path.GetDirectoryName(program.File),
        };
        // Its connections are made anew, as those of the program are.
        using HttpClient client = new();
        long started = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        // Else a full pipe would stop it.
        process.BeginOutputReadLine();
        try
        {
            while (!LoopbackPort.Answers(port))
            {
                if (process.HasExited)
                {
                    throw new MeasurementException($"{program.Name} ended with {process.ExitCode}.");
                }
            }

            await SendAsync(client, address);
            double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            process.Refresh();
            double cpu = process.TotalProcessorTime.TotalMilliseconds;
            for (int i = 1; i < Requests; i++)
            {
                await SendAsync(client, address);
            }

            return new StartRun(milliseconds, cpu, await ResidentMebibytesAsync(process.Id));
        }
        finally
        {
            await ChildProcesses.EndAsync(process);
        }
    }

    private static async Task SendAsync(HttpClient client, Uri address)
    {
        using HttpRequestMessage request = LabRequest.To(address, LabPolicy.Token, "*/*");
        using HttpResponseMessage response = await client.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new MeasurementException($"{address} answered {(int)response.StatusCode}.");
        }
    }

    private static async Task<double> ResidentMebibytesAsync(int process)
    {
        string line = (await File.ReadAllLinesAsync($"/proc/{process}/status")).Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
