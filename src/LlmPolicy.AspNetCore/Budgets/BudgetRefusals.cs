using System.Globalization;

namespace LlmPolicy.Budgets;

/// <summary>The answers to requests that a budget does not admit, in the form of the endpoint's provider.</summary>
internal static class BudgetRefusals
{
    /// <summary>Clients sleep for as long as they are told, be it a day. What takes longer is not waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public static PolicyDecision Exceeded(PolicyDecision decided, IReadOnlyList<BudgetDemand> demands, BudgetDemand demand, BudgetCounter counter, in BudgetReserveResult result)
    {
        string words = result.FitsAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"The budget {counter} has too little left for this request until {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}.")
            : counter.Amount > counter.Limit ? $"The request is larger than the budget {counter}." : $"The budget {counter} is taken by requests under way.";
        List<HeaderField> headers = BudgetHeaders.Of(demands, result.Readings.Span, result.At);
        if (result.FitsAt is { } fits && fits - result.At <= LongestWait)
        {
            headers.Add(new("retry-after", Math.Max(1, (long)Math.Ceiling((fits - result.At).TotalSeconds)).ToString(CultureInfo.InvariantCulture)));
        }
        else if (result.FitsAt is not null || counter.Amount > counter.Limit)
        {
            headers.Add(new("x-should-retry", "false"));
        }

        return Refuse(decided, ReasonCodes.BudgetExceeded, 429, words, demand, headers);
    }

    public static PolicyDecision TooMany(PolicyDecision decided, BudgetDemand demand) => Refuse(
        decided, ReasonCodes.BudgetKey, 403, $"The caller has more counters than the {BudgetReservation.MaxCharges} that one request may have.", demand, []);

    public static PolicyDecision Unavailable(PolicyDecision decided, BudgetDemand demand) =>
        Refuse(decided, ReasonCodes.BudgetUnavailable, 503, $"The budget {demand.Budget} can't be asked now.", demand, []);

    private static PolicyDecision Refuse(PolicyDecision decided, string reason, int status, string words, BudgetDemand demand, IReadOnlyList<HeaderField> headers) =>
        new(demand.Refuse(status, reason, words, headers))
        {
            Reason = reason,
            Position = demand.Position,
            Route = decided.Route,
            Callers = decided.Callers,
            ExtAuthCaller = decided.ExtAuthCaller,
            Models = decided.Models,
        };
}
