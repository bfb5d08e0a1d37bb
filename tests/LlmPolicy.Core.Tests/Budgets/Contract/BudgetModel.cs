namespace LlmPolicy.Tests;

/// <summary>A store as simple as can be: a list of all that was ever reserved, looked through anew at each question. It knows no cell and drops nothing.</summary>
internal sealed class BudgetModel
{
    private const string Parallel = "parallel";
    private const string Minute = "minute";
    private const string Rolling = "rolling";

    private readonly List<Entry> _entries = [];
    private readonly HashSet<Guid> _ended = [];

    public static (string Counter, BudgetPeriod Period)[] Counters { get; } =
    [
        (Parallel, BudgetPeriod.WhileHeld),
        (Minute, BudgetPeriod.Calendar(CalendarUnit.Minute, TimeZoneInfo.Utc)),
        (Rolling, BudgetPeriod.Rolling(TimeSpan.FromMinutes(1))),
    ];

    public int Granted { get; private set; }

    public int Refused { get; private set; }

    public int Expired { get; private set; }

    public static BudgetReservation Random(Random random)
    {
        BudgetCharge[] charges =
        [
            .. Counters.Where(_ => random.Next(3) > 0).Select(c => new BudgetCharge(c.Counter, c.Period, random.Next(5, 12), random.Next(0, 5))),
        ];
        return charges.Length == 0 ? Random(random) : new BudgetReservation(Guid.NewGuid(), charges, TimeSpan.FromMilliseconds(random.Next(1_000, 20_000)), (BudgetExpiry)random.Next(2));
    }

    public (BudgetReserveOutcome Outcome, int? Binding) Reserve(BudgetReservation reservation, DateTimeOffset now)
    {
        Expire(now);
        if (_ended.Contains(reservation.Lease) || _entries.Any(e => e.Lease == reservation.Lease))
        {
            return (_ended.Contains(reservation.Lease) ? BudgetReserveOutcome.Ended : BudgetReserveOutcome.Reserved, null);
        }

        // Of those that do not fit: never before at its end, at its end before when somebody gives back.
        var unfit = reservation.Charges.ToArray().Index().Where(c => Held(c.Item.Counter, now) + c.Item.Amount > c.Item.Limit).ToArray();
        if (unfit.Length > 0)
        {
            Refused++;
            return (BudgetReserveOutcome.Refused, unfit.MaxBy(c => c.Item.Amount > c.Item.Limit ? DateTimeOffset.MaxValue : FitsAt(c.Item, now)).Index);
        }

        Granted++;
        foreach (var charge in reservation.Charges.Span)
        {
            _entries.Add(new Entry(reservation.Lease, charge.Counter, now, now + reservation.Lifetime, charge.Amount, reservation.OnExpiry));
        }

        return (BudgetReserveOutcome.Reserved, null);
    }

    public BudgetEndOutcome Settle(BudgetReservation reservation, long[] amounts, DateTimeOffset now)
    {
        Expire(now);
        return End(reservation, entry => amounts[Array.FindIndex(reservation.Charges.ToArray(), c => c.Counter == entry.Counter)]);
    }

    public BudgetEndOutcome Cancel(BudgetReservation reservation, DateTimeOffset now)
    {
        Expire(now);
        var outcome = End(reservation, _ => 0);
        _ended.Add(reservation.Lease);
        return outcome;
    }

    public void Crash(DateTimeOffset now)
    {
        Expire(now);
        foreach (var entry in _entries.Where(e => e.Used is null))
        {
            entry.RunOut();
        }

        _ended.Clear();
    }

    public (string Counter, long Used, long Reserved) Read(string counter, DateTimeOffset now)
    {
        Expire(now);
        var counting = _entries.Where(e => e.Counter == counter && Counts(e, now)).ToArray();
        return (counter, counting.Sum(e => e.Used ?? 0), counting.Where(e => e.Used is null).Sum(e => e.Amount));
    }

    private BudgetEndOutcome End(BudgetReservation reservation, Func<Entry, long> used)
    {
        var entries = _entries.Where(e => e.Lease == reservation.Lease && e.Used is null).ToArray();
        if (entries.Length == 0)
        {
            return _ended.Contains(reservation.Lease) ? BudgetEndOutcome.Ended : BudgetEndOutcome.Unknown;
        }

        foreach (var entry in entries)
        {
            entry.Used = entry.Counter == Parallel ? 0 : Math.Max(0, used(entry));
        }

        _ended.Add(reservation.Lease);
        return BudgetEndOutcome.Done;
    }

    private void Expire(DateTimeOffset now)
    {
        foreach (var entry in _entries.Where(e => e.Used is null && now >= e.Until))
        {
            Expired++;
            entry.RunOut();
            _ended.Add(entry.Lease);
        }
    }

    private long Held(string counter, DateTimeOffset now)
    {
        var (_, used, reserved) = Read(counter, now);
        return used + reserved;
    }

    /// <summary>Tries each second.</summary>
    private DateTimeOffset FitsAt(BudgetCharge charge, DateTimeOffset now)
    {
        if (charge.Counter == Parallel)
        {
            return DateTimeOffset.MinValue;
        }

        var counting = _entries.Where(e => e.Counter == charge.Counter && Counts(e, now)).ToArray();
        var at = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, now.Second, TimeSpan.Zero);
        while (counting.Where(e => Counts(e, at)).Sum(e => e.Used ?? e.Amount) + charge.Amount > charge.Limit)
        {
            at += TimeSpan.FromSeconds(1);
        }

        return at;
    }

    /// <summary>A rolling minute has a resolution of a second.</summary>
    private static bool Counts(Entry entry, DateTimeOffset now) => entry.Counter switch
    {
        Parallel => entry.Used is null,
        Minute => (entry.At.Hour, entry.At.Minute) == (now.Hour, now.Minute) && now - entry.At < TimeSpan.FromMinutes(1),
        _ => Math.Floor((now - DateTimeOffset.UnixEpoch).TotalSeconds) - Math.Floor((entry.At - DateTimeOffset.UnixEpoch).TotalSeconds) <= 60,
    };

    private sealed class Entry(Guid lease, string counter, DateTimeOffset at, DateTimeOffset until, long amount, BudgetExpiry expiry)
    {
        public Guid Lease => lease;

        public string Counter => counter;

        public DateTimeOffset At => at;

        public DateTimeOffset Until => until;

        public long Amount => amount;

        /// <summary>Null while it is reserved.</summary>
        public long? Used { get; set; }

        public void RunOut() => Used = counter != Parallel && expiry == BudgetExpiry.Charge ? amount : 0;
    }
}
