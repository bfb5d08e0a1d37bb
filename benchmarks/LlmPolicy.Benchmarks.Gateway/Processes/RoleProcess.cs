using System.Diagnostics;

namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>A role of this program, in a process of its own.</summary>
internal sealed class RoleProcess : IMeasuredProcess
{
    /// <summary>What a role prints once it listens, before its address.</summary>
    public const string Listening = "listening ";

    private readonly Process _process;

    private RoleProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<RoleProcess> StartAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(RoleProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        Process process = Process.Start(start)!;
        // Warnings come first, and later ones must not fill the pipe.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new RoleProcess(process, new Uri(line[Listening.Length..]));
            }
        }

        await ChildProcesses.EndAsync(process);
        throw new MeasurementException($"The role {arguments[0]} did not start.");
    }

    public async ValueTask DisposeAsync() => await ChildProcesses.EndAsync(_process);
}
