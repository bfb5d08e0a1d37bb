using System.Diagnostics;
using System.Threading.Channels;

namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>A role of this program, in a process of its own.</summary>
internal sealed class RoleProcess : IMeasuredProcess
{
    /// <summary>What a role prints once it listens, before its address.</summary>
    public const string Listening = "listening ";

    private readonly Process _process;
    private readonly Channel<MemoryUse> _memory = Channel.CreateUnbounded<MemoryUse>();

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
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        Process process = Process.Start(start)!;
        // Warnings come first.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                RoleProcess role = new(process, new Uri(line[Listening.Length..]));
                _ = role.ReadLinesAsync();
                return role;
            }
        }

        await ChildProcesses.EndAsync(process);
        throw new MeasurementException($"The role {arguments[0]} did not start.");
    }

    /// <summary>Asks it to collect its garbage, and what it holds then.</summary>
    public async Task<MemoryUse> ReadMemoryAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return await _memory.Reader.ReadAsync();
    }

    public async ValueTask DisposeAsync() => await ChildProcesses.EndAsync(_process);

    /// <summary>To the end of its output: warnings must not fill the pipe.</summary>
    private async Task ReadLinesAsync()
    {
        StreamReader output = _process.StandardOutput;
        while (await output.ReadLineAsync() is { } line)
        {
            if (MemoryUse.Read(line) is { } memory)
            {
                _memory.Writer.TryWrite(memory);
            }
        }

        _memory.Writer.Complete(new MeasurementException($"The role at {Address} has ended."));
    }
}
