namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>What is asked of the store, again and again.</summary>
/// <param name="Name">Its row.</param>
/// <param name="Periods">The budgets of a reservation.</param>
/// <param name="Settles">Whether each reservation is settled, too.</param>
internal sealed record ReservationCase(string Name, IReadOnlyList<BudgetPeriod> Periods, bool Settles)
{
    private const long Limit = 1L << 50;

    /// <summary>As many callers take turns.</summary>
    private const int Callers = 100;

    private static readonly BudgetPeriod Day = BudgetPeriod.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc);
    private static readonly BudgetPeriod Minute = BudgetPeriod.Calendar(CalendarUnit.Minute, TimeZoneInfo.Utc);

    /// <summary>So short that each of its sixty cells is in use within a run: longer ones cost as much once they have been used for so long.</summary>
    private static readonly BudgetPeriod Rolling = BudgetPeriod.Rolling(TimeSpan.FromSeconds(1));

    public static IReadOnlyList<ReservationCase> All { get; } =
    [
        new("reserve: a day", [Day], false),
        new("reserve: a day, a minute", [Day, Minute], false),
        new("reserve: a day, a rolling duration", [Day, Rolling], false),
        new("reserve and settle: a day", [Day], true),
        new("reserve and settle: a day, a minute", [Day, Minute], true),
        new("reserve and settle: a day, a rolling duration", [Day, Rolling], true),
    ];

    public BudgetReservation Next(int turn) => new(
        Guid.NewGuid(),
        Periods.Select((period, i) => new BudgetCharge($"{i}:{turn % Callers:x32}", period, Limit, 1_000)).ToArray(),
        TimeSpan.FromMinutes(10));
}
