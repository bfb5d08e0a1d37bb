using System.Diagnostics;
using System.Net;
using LlmPolicy.Benchmarks.Gateway.Processes;

namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>A server of Redis's protocol on a free port, in a folder of its own.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private RedisProcess(Process process, DirectoryInfo folder, int port) => (_process, _folder, Address) = (process, folder, new IPEndPoint(IPAddress.Loopback, port));

    public IPEndPoint Address { get; }

    /// <summary>User and system time since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <exception cref="MeasurementException">There is no such program, or it ended.</exception>
    public static async Task<RedisProcess> StartAsync(string name, bool isDurable)
    {
        string program = Programs.Find(name) ?? throw new MeasurementException($"There is no {name} on the path: Debian's package redis-server has one.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llmpolicy-");
        int port = LoopbackPort.Free();
        string[] durability = isDurable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
        Process process = Process.Start(new ProcessStartInfo(program, ["--bind", "127.0.0.1", "--port", $"{port}", "--save", "", .. durability])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
        })!;
        process.BeginOutputReadLine();
        while (!LoopbackPort.Answers(port))
        {
            if (process.HasExited)
            {
                throw new MeasurementException($"{name} ended with {process.ExitCode}.");
            }

            await Task.Delay(20);
        }

        return new RedisProcess(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        await ChildProcesses.EndAsync(_process);
        _folder.Delete(recursive: true);
    }
}
