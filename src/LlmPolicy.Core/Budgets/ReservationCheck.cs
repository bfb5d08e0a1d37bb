namespace LlmPolicy.Budgets;

/// <summary>What stores refuse to do, the same for all of them.</summary>
internal static class ReservationCheck
{
    private const int MaxName = 200;

    public static void Reservation(in BudgetReservation reservation)
    {
        if (reservation.Lifetime < TimeSpan.FromSeconds(1) || reservation.Lifetime > TimeSpan.FromDays(1))
        {
            throw new ArgumentException("A lease lasts from a second to a day.", nameof(reservation));
        }

        Charges(reservation.Charges.Span);
    }

    public static void Counts(ReadOnlySpan<BudgetCharge> charges)
    {
        Charges(charges);
        foreach (var charge in charges)
        {
            Correction(charge.Period);
        }
    }

    private static void Charges(ReadOnlySpan<BudgetCharge> charges)
    {
        if (charges.Length is 0 or > BudgetReservation.MaxCharges)
        {
            throw new ArgumentException($"There are 1 to {BudgetReservation.MaxCharges} charges.", nameof(charges));
        }

        for (int i = 0; i < charges.Length; i++)
        {
            Counter(charges[i].Counter, charges[i].Period);
            if (charges[i].Amount is < 0 or > BudgetAmount.Max || charges[i].Limit is < 0 or > BudgetAmount.Max)
            {
                throw new ArgumentException("Amounts and limits are from 0 to 2^53 - 1.", nameof(charges));
            }

            for (int other = 0; other < i; other++)
            {
                if (charges[other].Counter == charges[i].Counter)
                {
                    throw new ArgumentException("Two charges have one counter.", nameof(charges));
                }
            }
        }
    }

    public static void Counter(string counter, BudgetPeriod period)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(period);
        if (counter.Length is 0 or > MaxName || counter.AsSpan().ContainsAnyExceptInRange('!', '~') || counter.AsSpan().ContainsAny('{', '}'))
        {
            throw new ArgumentException($"A counter's name has 1 to {MaxName} visible ASCII characters and no braces.", nameof(counter));
        }
    }

    public static void Amounts(in BudgetReservation reservation, ReadOnlyMemory<long> amounts)
    {
        if (amounts.Length != reservation.Charges.Length)
        {
            throw new ArgumentException("There is an amount for each charge.", nameof(amounts));
        }
    }

    public static void Correction(BudgetPeriod period)
    {
        if (ReferenceEquals(period, BudgetPeriod.WhileHeld))
        {
            throw new ArgumentException("Nothing is used in a counter of what is held.", nameof(period));
        }
    }
}
