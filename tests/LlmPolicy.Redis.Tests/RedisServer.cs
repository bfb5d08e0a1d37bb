using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>A redis-server, or valkey-server, of a test's own, with a folder of its own. Each write is on the disk before its answer.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmpolicy-redis-").FullName;
    private readonly string _program;
    private readonly string[] _arguments;
    private ChildProcess? _process;

    private RedisServer(string program, string[] arguments) => (_program, _arguments) = (program, arguments);

    public int Port { get; } = FreePort();

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The address with a deadline that a busy machine keeps: the library's own is five seconds.</summary>
    public string PatientAddress => $"{Address},asyncTimeout=60000";

    /// <summary>Starts it, or skips the test where the program is not found.</summary>
    /// <param name="arguments">More settings, which go over the usual ones.</param>
    public static Task<RedisServer> StartedAsync(params string[] arguments) => StartedAsync("redis-server", arguments);

    /// <inheritdoc cref="StartedAsync(string[])"/>
    public static async Task<RedisServer> StartedAsync(string program, string[] arguments)
    {
        Assert.SkipUnless(IsInstalled(program), $"There is no {program} on the path.");
        RedisServer server = new(program, arguments);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync()
    {
        _process = ChildProcess.Start(
            _program, _folder, ["--port", $"{Port}", "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", "", .. _arguments]);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!limit.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync();
                await connection.GetDatabase().PingAsync();
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
            }
        }

        throw new TimeoutException(_process.Output);
    }

    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(PatientAddress);
        options.AllowAdmin = true;
        options.ConnectTimeout = 1_000;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>Runs a command as an operator would, whatever the server is just now.</summary>
    public async Task<RedisResult> RunAsync(string command, params object[] arguments)
    {
        await using var admin = await ConnectAsync();
        return await admin.GetServer(Address).ExecuteAsync(command, arguments);
    }

    /// <summary>It stands still: its connections stay open, and nothing is answered.</summary>
    public void Stop() => Signal("-STOP");

    public void Continue() => Signal("-CONT");

    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        kill.WaitForExit();
    }
}
