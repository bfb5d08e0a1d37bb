using StackExchange.Redis;

namespace LlmPolicy.Tests;

/// <summary>The scripts against the model that the store in memory is held against.</summary>
public sealed class RedisModelTests : IAsyncLifetime
{
    private static readonly BudgetPeriod Day = BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc);

    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartedAsync("--appendonly", "no");
        _connection = await _server.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _connection!.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Scripts_agree_with_a_list_of_all_reservations(int seed)
    {
        await using ModelledRedis redis = new(_connection!);
        await redis.StartAsync();
        await redis.RunAsync(seed, 1_500);
    }

    [Fact]
    public async Task Nothing_is_left_of_thousands_of_leases_when_they_are_over()
    {
        await using ModelledRedis redis = new(_connection!);
        await redis.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 2_500).Select(async i =>
        {
            BudgetReservation reservation = new(Guid.NewGuid(), new BudgetCharge[] { new("c", Day, 100_000, 1) }, TimeSpan.FromSeconds(30));
            await redis.Store.ReserveAsync(reservation, Cancelled);
            if (i % 2 == 0)
            {
                await redis.Store.SettleAsync(reservation, new long[] { 1 }, Cancelled);
            }
        }));

        await redis.AdvanceAsync(TimeSpan.FromSeconds(31));
        (await redis.Store.AnsweredAsync("c", Day)).ShouldBe((2_500, 0));
        await redis.AdvanceAsync(TimeSpan.FromMinutes(3));

        (await _connection!.GetDatabase().HashLengthAsync("{llmpolicy}:leases")).ShouldBe(0);
        (await _connection.GetDatabase().SortedSetLengthAsync("{llmpolicy}:due")).ShouldBe(0);
    }
}
