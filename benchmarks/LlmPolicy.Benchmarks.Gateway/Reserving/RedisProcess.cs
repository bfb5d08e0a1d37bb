using System.Diagnostics;
using System.Net;
using LlmPolicy.Benchmarks.Gateway.Processes;
using StackExchange.Redis;

namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>A server of Redis's protocol on a free port, in a folder of its own.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly string _program;
    private readonly string[] _settings;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-");
    private Process _process;

    private RedisProcess(string program, string[] settings)
    {
        (_program, _settings) = (program, settings);
        _process = Run();
    }

    public IPEndPoint Address { get; } = new(IPAddress.Loopback, LoopbackPort.Free());

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
    public static async Task<RedisProcess> StartAsync(string name, params string[] settings)
    {
        RedisProcess redis = new(Programs.Find(name) ?? throw new MeasurementException($"There is no {name} on the path: Debian's package redis-server has one."), settings);
        await redis.AnswersAsync();
        return redis;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public Task RestartAsync()
    {
        _process.Dispose();
        _process = Run();
        return AnswersAsync();
    }

    public Task SignalAsync(string signal) => ChildProcesses.RunAsync("kill", [signal, $"{_process.Id}"]);

    /// <summary>Runs a command as an operator would.</summary>
    public async Task CommandAsync(string command, params object[] arguments)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true");
        await connection.GetServer(Address).ExecuteAsync(command, arguments);
    }

    /// <summary>Waits until this replica has all that its primary has.</summary>
    public async Task SyncedAsync()
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true");
        while (!(await connection.GetServer(Address).InfoRawAsync("replication"))!.Contains("master_link_status:up", StringComparison.Ordinal))
        {
            // A replica tells nobody that it has caught up: it is asked.
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ChildProcesses.EndAsync(_process);
        _folder.Delete(recursive: true);
    }

    private Process Run()
    {
        Process process = Process.Start(new ProcessStartInfo(_program, ["--bind", "127.0.0.1", "--port", $"{Address.Port}", "--save", "", .. _settings])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
        })!;
        process.BeginOutputReadLine();
        return process;
    }

    private Task AnswersAsync() => LoopbackPort.AnswersAsync(Address.Port, _process, _program);
}
