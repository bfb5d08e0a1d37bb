using System.Globalization;

namespace LlmPolicy.Budgets;

/// <summary><c>x-ratelimit-limit|remaining|reset-tokens</c> and <c>-requests</c>, as OpenAI's clients read them: of the limits that are shown, the one with the least left.</summary>
internal static class BudgetHeaders
{
    private static readonly string[] Names =
    [
        "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
    ];

    public static void AddTo<T>(T headers, IReadOnlyList<BudgetDemand> demands, ReadOnlySpan<BudgetReading> readings, DateTimeOffset at)
        where T : IMessageHeaders
    {
        // An upstream's own are of the operator's account, and of other limits.
        if (demands.Any(demand => !demand.IsShadow))
        {
            foreach (string name in Names)
            {
                headers.Remove(name);
            }
        }

        foreach (var (name, value) in Of(demands, readings, at))
        {
            HeaderChange.Apply(headers, HeaderChangeKind.Set, name, value);
        }
    }

    public static List<HeaderField> Of(IReadOnlyList<BudgetDemand> demands, ReadOnlySpan<BudgetReading> readings, DateTimeOffset at)
    {
        List<HeaderField> headers = [];
        Add("tokens", headers, demands, readings, at);
        Add("requests", headers, demands, readings, at);
        return headers;
    }

    private static void Add(string unit, List<HeaderField> headers, IReadOnlyList<BudgetDemand> demands, ReadOnlySpan<BudgetReading> readings, DateTimeOffset at)
    {
        BudgetCounter? least = null;
        BudgetReading shown = default;
        int i = 0;
        foreach (var demand in demands)
        {
            foreach (var counter in demand.Counters)
            {
                var reading = i < readings.Length ? readings[i++] : default;
                if (!demand.IsShadow && counter.What.StartsWith(unit, StringComparison.Ordinal) && (least is null || Left(counter, reading) < Left(least, shown)))
                {
                    (least, shown) = (counter, reading);
                }
            }
        }

        if (least is null)
        {
            return;
        }

        headers.Add(new($"x-ratelimit-limit-{unit}", Whole(least.Limit, least.Scale)));
        headers.Add(new($"x-ratelimit-remaining-{unit}", Whole(Left(least, shown), least.Scale)));
        if (shown.ResetsAt is { } reset)
        {
            headers.Add(new($"x-ratelimit-reset-{unit}", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (long)Math.Ceiling((reset - at).TotalSeconds))}s")));
        }
    }

    private static long Left(BudgetCounter counter, in BudgetReading reading) => Math.Max(0, counter.Limit - reading.Used - reading.Reserved);

    private static string Whole(long amount, long scale) => (amount / scale).ToString(CultureInfo.InvariantCulture);
}
