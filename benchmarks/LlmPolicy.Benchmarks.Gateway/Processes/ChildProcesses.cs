using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>How a child process is run to its end, or ended.</summary>
internal static class ChildProcesses
{
    /// <summary>Runs a program and gives what it wrote to stdout.</summary>
    /// <exception cref="MeasurementException">It failed.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new MeasurementException($"{program} ended with {process.ExitCode}.\n{output}");
    }

    public static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
