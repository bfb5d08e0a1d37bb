using System.Globalization;
using LlmPolicy;
using StackExchange.Redis;

// A process of several that share a server: waits for the word "go", reserves one unit each with many calls at once, settles some of them, and keeps the others until it is killed.
string address = args[0];
int count = int.Parse(args[1], CultureInfo.InvariantCulture);
long limit = long.Parse(args[2], CultureInfo.InvariantCulture);
int settled = int.Parse(args[3], CultureInfo.InvariantCulture);
var lifetime = TimeSpan.FromSeconds(int.Parse(args[4], CultureInfo.InvariantCulture));
var expiry = Enum.Parse<BudgetExpiry>(args[5]);

await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisBudgetStore.Connect($"{address},asyncTimeout=60000"));
await using RedisBudgetStore store = new(connection, new RedisBudgetOptions { Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
var month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);
await store.ReadAsync("c", month);
TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal("go"), (_, _) => go.TrySetResult());
Console.WriteLine("ready");
await go.Task;

BudgetReservation[] all = [.. Enumerable.Range(0, count).Select(_ => new BudgetReservation(Guid.NewGuid(), new BudgetCharge[] { new("c", month, limit, 1) }, lifetime, expiry))];
var outcomes = await Task.WhenAll(all.Select(one => store.ReserveAsync(one).AsTask()));
BudgetReservation[] granted = [.. all.Where((_, i) => outcomes[i].Outcome == BudgetReserveOutcome.Reserved)];
int done = 0;
foreach (var reservation in granted.Take(settled))
{
    done += await store.SettleAsync(reservation, new long[] { 1 }) == BudgetEndOutcome.Done ? 1 : 0;
}

Console.WriteLine($"granted {granted.Length} settled {done} refused {outcomes.Count(o => o.Outcome == BudgetReserveOutcome.Refused)}");
await Task.Delay(Timeout.Infinite);
