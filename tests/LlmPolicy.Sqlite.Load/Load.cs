using System.Diagnostics;

namespace LlmPolicy.Sqlite.Load;

/// <summary>One caller among several: some of its requests are always open, and some of them are never answered.</summary>
public static class Load
{
    public const string Counter = "tokens";

    private const int Open = 5;

    /// <summary>So long that nothing goes out of it in a test.</summary>
    public static readonly BudgetPeriod Period = BudgetPeriod.Rolling(TimeSpan.FromDays(366));

    /// <summary>A clock that all processes of a machine share, and that goes only forward.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    public static async Task RunAsync(IBudgetStore store)
    {
        Queue<(BudgetReservation Reservation, long Used)> open = new();
        while (true)
        {
            long reserved = Random.Shared.NextInt64(1, 1_000);
            long used = Random.Shared.NextInt64(0, 1_500);
            var onExpiry = Random.Shared.Next(4) == 0 ? BudgetExpiry.GiveBack : BudgetExpiry.Charge;
            BudgetReservation reservation = new(Guid.NewGuid(), new BudgetCharge[] { new(Counter, Period, 1L << 50, reserved) }, TimeSpan.FromHours(1), onExpiry);
            Console.WriteLine($"about {reservation.Lease} {(onExpiry == BudgetExpiry.Charge ? reserved : 0)} {used}");
            await store.ReserveAsync(reservation);
            open.Enqueue((reservation, used));
            if (open.Count > Open)
            {
                var (oldest, amount) = open.Dequeue();
                if (await store.SettleAsync(oldest, new[] { amount }) == BudgetEndOutcome.Done)
                {
                    Console.WriteLine($"done {oldest.Lease} {Now}");
                }
            }

            // So many a second that the other side can read them all.
            await Task.Delay(1);
        }
    }
}
