using LlmPolicy.Budgets;

namespace LlmPolicy.LimitRules;

/// <summary>
/// Counts requests by the rules of the manifests, on the store of the budgets. All counters of a request are counted, also where one of them is over: who asks again too soon
/// waits no less.
/// </summary>
/// <param name="store">Where it is counted.</param>
/// <param name="names">The names of counters there.</param>
internal sealed class StoredRateLimits(IBudgetStore store, BudgetNames names)
{
    private static readonly RateLimitResponse Passed = new(false);
    private static readonly RateLimitResponse Over = new(true);

    /// <summary>Counts a request, and says whether it is over a limit; null where the store does not answer.</summary>
    public async ValueTask<RateLimitResponse?> LimitAsync(RateLimitRules rules, RateLimitRequest request, CancellationToken cancellationToken)
    {
        var counters = rules.CountersOf(request);
        if (counters.Count == 0)
        {
            return Passed;
        }

        var charges = new BudgetCharge[counters.Count];
        for (int i = 0; i < charges.Length; i++)
        {
            charges[i] = new BudgetCharge(names.Of(counters[i]), counters[i].Period, counters[i].Limit, counters[i].Amount);
        }

        return await CountAsync(charges, cancellationToken).ConfigureAwait(false) is { } count ? Response(rules, counters, count) : null;
    }

    /// <summary>A store takes no more than so many at once.</summary>
    private async ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken)
    {
        if (charges.Length <= BudgetReservation.MaxCharges)
        {
            return await store.CountAsync(charges, cancellationToken).ConfigureAwait(false);
        }

        return await store.CountAsync(charges[..BudgetReservation.MaxCharges], cancellationToken).ConfigureAwait(false) is { } some
            && await CountAsync(charges[BudgetReservation.MaxCharges..], cancellationToken).ConfigureAwait(false) is { } rest
                ? new BudgetCount(rest.At, (BudgetReading[])[.. some.Readings.Span, .. rest.Readings.Span])
                : null;
    }

    private static RateLimitResponse Response(RateLimitRules rules, IReadOnlyList<RateLimitCounter> counters, in BudgetCount count)
    {
        var readings = count.Readings.Span;
        bool over = false;
        for (int i = 0; i < readings.Length; i++)
        {
            over |= counters[i].IsOver(readings[i]);
        }

        return rules.ShowsHeaders ? new RateLimitResponse(over) { ResponseHeaders = RateLimitHeaders.Of(counters, readings, count.At) } : over ? Over : Passed;
    }
}
