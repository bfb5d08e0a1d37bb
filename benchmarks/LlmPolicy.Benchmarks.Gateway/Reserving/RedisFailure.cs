namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>A failure of a server that has a replica.</summary>
/// <param name="Name">Its row.</param>
/// <param name="Durability">When the server's file is on the disk: <c>always</c>, <c>everysec</c>.</param>
/// <param name="BeginAsync">Makes it happen.</param>
/// <param name="EndAsync">Ends it.</param>
internal sealed record RedisFailure(
    string Name, string Durability, Func<RedisProcess, RedisProcess, Task> BeginAsync, Func<RedisProcess, RedisProcess, Task> EndAsync)
{
    /// <summary>How long all is well.</summary>
    public static TimeSpan Before { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a failure lasts that is ended.</summary>
    public static TimeSpan During { get; } = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<RedisFailure> All { get; } =
    [
        new("stands still for 3 s (SIGSTOP)", "always", (one, _) => one.SignalAsync("-STOP"), (one, _) => one.SignalAsync("-CONT")),
        new("killed, back after 3 s, fsync always", "always", (one, _) => one.KillAsync(), (one, _) => one.RestartAsync()),
        new("killed, back after 3 s, fsync everysec", "everysec", (one, _) => one.KillAsync(), (one, _) => one.RestartAsync()),
        new("flushed (FLUSHALL)", "always", (one, _) => one.CommandAsync("FLUSHALL"), (_, _) => Task.CompletedTask),
        new("slow: paused for 200 ms of each 300 (CLIENT PAUSE)", "always", (one, _) => PauseAsync(one), (_, _) => Task.CompletedTask),
        new("killed, replica made primary after 3 s", "always", (one, _) => one.KillAsync(), (_, other) => other.CommandAsync("REPLICAOF", "NO", "ONE")),
    ];

    private static async Task PauseAsync(RedisProcess one)
    {
        for (int i = 0; i < 10; i++)
        {
            await one.CommandAsync("CLIENT", "PAUSE", "200", "ALL");
            // With the pause, which ends by itself, 300 ms: the failure that is measured.
            await Task.Delay(100);
        }
    }
}
