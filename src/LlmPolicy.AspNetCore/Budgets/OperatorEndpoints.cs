using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Budgets;

/// <summary>Shows operators what is used of budgets, by key, and changes it. Who may ask is the app's to say.</summary>
internal sealed class OperatorEndpoints(PolicyStore policies, IBudgetStore store, BudgetNames names, BudgetReader reader, SeenSubjects seen, ILogger<OperatorEndpoints> logger)
{
    /// <summary>The key of what all callers share.</summary>
    private const string NoKey = "[]";

    /// <summary>All budgets; one, with the keys that were seen; or the limits of one key.</summary>
    public async Task GetAsync(HttpContext context)
    {
        BudgetAnswers.KeepPrivate(context);
        var query = context.Request.Query;
        if (!query.ContainsKey("budget"))
        {
            SummaryList all = new([.. policies.Current.Policy.Budgets.Select(budget => Show(budget) with { Subjects = null })]);
            await context.Response.WriteAsJsonAsync(all, BudgetJson.Default.SummaryList, cancellationToken: context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (await FindAsync(context, query["budget"]).ConfigureAwait(false) is not { } budget)
        {
            return;
        }

        if (!query.ContainsKey("key") && budget.Key.Count > 0)
        {
            await context.Response.WriteAsJsonAsync(Show(budget), BudgetJson.Default.BudgetSubjects, cancellationToken: context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (await CountersAsync(context, budget, query.ContainsKey("key") ? query["key"].ToString() : NoKey, budget.CountersOf).ConfigureAwait(false) is { } counters)
        {
            await ShowAsync(context, counters).ConfigureAwait(false);
        }
    }

    /// <summary>Adds to what is used of one limit, or takes away from it.</summary>
    public async Task CorrectAsync(HttpContext context)
    {
        if (await ReadAsync(context).ConfigureAwait(false) is not var (change, meant))
        {
            return;
        }

        if (meant is not [{ Period: var period } counter])
        {
            await BudgetAnswers.ProblemAsync(context, StatusCodes.Status400BadRequest, $"Say which limit is corrected, with unit, per, timezone and window: {Words(meant)}.").ConfigureAwait(false);
            return;
        }

        if (ReferenceEquals(period, BudgetPeriod.WhileHeld))
        {
            await BudgetAnswers.ProblemAsync(context, StatusCodes.Status400BadRequest, "Requests under way are not used, so there is nothing to correct.").ConfigureAwait(false);
            return;
        }

        if (change.Change is not { } amount || Scaled(amount, counter.Scale) is not { } units)
        {
            await BudgetAnswers.ProblemAsync(context, StatusCodes.Status400BadRequest, "change is the amount that is added, or taken away if below 0: tokens with three digits behind the point at the most, cost with six, requests with none.").ConfigureAwait(false);
            return;
        }

        if (await store.CorrectAsync(names.Of(counter), period, units, context.RequestAborted).ConfigureAwait(false) is null)
        {
            await BudgetAnswers.StoreAwayAsync(context).ConfigureAwait(false);
            return;
        }

        Log.BudgetCorrected(logger, counter.Budget, names.Of(counter), amount);
        await ShowAsync(context, meant).ConfigureAwait(false);
    }

    /// <summary>Forgets what is used of the limits that are meant: all of a key's, unless the change says which.</summary>
    public async Task ResetAsync(HttpContext context)
    {
        if (await ReadAsync(context).ConfigureAwait(false) is not { Meant: var meant })
        {
            return;
        }

        foreach (var counter in meant)
        {
            if (await store.ResetAsync(names.Of(counter), counter.Period, context.RequestAborted).ConfigureAwait(false) is null)
            {
                await BudgetAnswers.StoreAwayAsync(context).ConfigureAwait(false);
                return;
            }

            Log.BudgetReset(logger, counter.Budget, names.Of(counter));
        }

        await ShowAsync(context, meant).ConfigureAwait(false);
    }

    /// <summary>The change of a request's body, and the counters that it means; null if it is answered already.</summary>
    private async ValueTask<(BudgetChange Change, IReadOnlyList<BudgetCounter> Meant)?> ReadAsync(HttpContext context)
    {
        BudgetAnswers.KeepPrivate(context);
        if (await ReadChangeAsync(context).ConfigureAwait(false) is not { } change || await FindAsync(context, change.Budget).ConfigureAwait(false) is not { } budget)
        {
            return null;
        }

        if (await CountersAsync(context, budget, change.Key?.GetRawText() ?? NoKey, budget.AllCountersOf).ConfigureAwait(false) is not { } all)
        {
            return null;
        }

        BudgetCounter[] meant = [.. all.Where(change.Means)];
        if (meant.Length == 0)
        {
            await BudgetAnswers.ProblemAsync(context, StatusCodes.Status404NotFound, $"The budget has no such limit: {Words(all)}.").ConfigureAwait(false);
            return null;
        }

        return (change, meant);
    }

    private static async ValueTask<BudgetChange?> ReadChangeAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            await BudgetAnswers.ProblemAsync(context, StatusCodes.Status415UnsupportedMediaType, "A body of application/json is expected.").ConfigureAwait(false);
            return null;
        }

        try
        {
            if (await context.Request.ReadFromJsonAsync(BudgetJson.Default.BudgetChange, context.RequestAborted).ConfigureAwait(false) is { } change)
            {
                return change;
            }
        }
        catch (JsonException)
        {
        }

        await BudgetAnswers.ProblemAsync(
            context, StatusCodes.Status400BadRequest, "A JSON object is expected, with budget, key, unit, per, timezone, window and change, and no other member.").ConfigureAwait(false);
        return null;
    }

    private async ValueTask<BudgetSummary?> FindAsync(HttpContext context, string? name)
    {
        if (policies.Current.Policy.Budgets.FirstOrDefault(budget => budget.Name == name) is { } found)
        {
            return found;
        }

        string known = string.Join(", ", policies.Current.Policy.Budgets.Select(budget => budget.Name));
        await BudgetAnswers.ProblemAsync(
            context, StatusCodes.Status404NotFound, known.Length == 0 ? "There is no budget." : $"There is no such budget. Known are {known}.").ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<IReadOnlyList<BudgetCounter>?> CountersAsync(
        HttpContext context, BudgetSummary budget, string key, Func<string, IReadOnlyList<BudgetCounter>?> counters)
    {
        if (counters(key) is { } found)
        {
            return found;
        }

        await BudgetAnswers.ProblemAsync(
            context,
            StatusCodes.Status400BadRequest,
            budget.Key.Count == 0
                ? "All callers share the budget: its key is the empty array []."
                : $"The budget's key is a JSON array of the values of {string.Join(", ", budget.Key)}: texts, numbers or booleans.").ConfigureAwait(false);
        return null;
    }

    private BudgetSubjects Show(BudgetSummary budget) => new(
        budget.Name, budget.Key, budget.IsShadow ? "SHADOW" : "ENFORCE", [.. budget.Limits.Select(LimitUse.Of)], seen.Of(budget.Name)?.Select(key => JsonElement.Parse(key)).ToList());

    /// <summary>Some of one key's counters, with what is used of them.</summary>
    private async Task ShowAsync(HttpContext context, IReadOnlyList<BudgetCounter> counters)
    {
        if (await reader.ReadAsync(counters).ConfigureAwait(false) is not { } limits)
        {
            await BudgetAnswers.StoreAwayAsync(context).ConfigureAwait(false);
            return;
        }

        await context.Response.WriteAsJsonAsync(new SubjectLimits(counters[0].Budget, JsonElement.Parse(counters[0].KeyJson), limits), BudgetJson.Default.SubjectLimits, cancellationToken: context.RequestAborted).ConfigureAwait(false);
    }

    private static string Words(IReadOnlyList<BudgetCounter> counters) => $"it counts {string.Join(" and ", counters.Select(counter => counter.What))}";

    /// <summary>An amount in the counter's unit; null if it is finer or larger than can be counted.</summary>
    private static long? Scaled(decimal amount, long scale) =>
        Math.Abs(amount) <= BudgetDemand.NoLimit / scale && decimal.IsInteger(amount * scale) ? (long)(amount * scale) : null;
}
