using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>A redis-server of a test's own, with a folder of its own. Each write is on the disk before its answer.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmpolicy-redis-").FullName;
    private readonly int _port = FreePort();
    private ChildProcess? _process;

    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public string Address => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartedAsync()
    {
        Assert.SkipUnless(IsInstalled, "There is no redis-server on the path.");
        RedisServer server = new();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _process = ChildProcess.Start(
            "redis-server", _folder, ["--port", $"{_port}", "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", ""]);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!limit.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync();
                await connection.GetDatabase().PingAsync();
                return;
            }
            catch (RedisException)
            {
            }
        }

        throw new TimeoutException(_process.Output);
    }

    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(Address);
        options.AllowAdmin = true;
        options.ConnectTimeout = 1_000;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

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
}
