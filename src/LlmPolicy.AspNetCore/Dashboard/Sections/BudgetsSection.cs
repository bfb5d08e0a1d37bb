using System.Globalization;
using LlmPolicy.Budgets;
using LlmPolicy.Explaining;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>Budgets: what all share as bars, and by key where keys are kept (<see cref="BudgetOptions.KeepNames"/>).</summary>
internal sealed class BudgetsSection(BudgetReader reader, SeenSubjects seen, TimeProvider time)
{
    /// <summary>Of a budget's keys, no more are read from the store.</summary>
    private const int MostKeys = 10;

    public async Task<Html> RenderAsync(CompiledPolicy policy)
    {
        List<Html> budgets = [];
        foreach (var budget in policy.Budgets)
        {
            budgets.Add(await BudgetAsync(budget).ConfigureAwait(false));
        }

        return Html.Of($"""
            <section id="budgets" aria-labelledby="budgets-title"><h2 id="budgets-title">Budgets</h2>
            {(budgets.Count == 0 ? Html.Of($"""<p class="quiet">No route asks a budget.</p>""") : Html.Of($"""<ul class="items">{budgets}</ul>"""))}</section>
            """);
    }

    private async Task<Html> BudgetAsync(BudgetSummary budget)
    {
        var counters = await CountersAsync(budget).ConfigureAwait(false);
        return Html.Of($"""
            <li><div class="bar"><b><bdi>{budget.Name}</bdi></b> <span class="state {(budget.IsShadow ? "bad" : "good")}">{(budget.IsShadow ? "shadow: refuses nobody" : "enforced")}</span></div>
            <span class="line quiet">{(budget.Key.Count == 0 ? "shared by all callers" : $"for each {string.Join(", ", budget.Key)}")} {StepList.Place(budget.Position)}</span>
            {counters}</li>
            """);
    }

    private async Task<Html> CountersAsync(BudgetSummary budget)
    {
        if (budget.Key.Count == 0)
        {
            return await LimitsAsync(budget.Limits).ConfigureAwait(false);
        }

        var asWritten = Html.Of($"""<span class="line">{string.Join(", ", budget.Limits.Select(LimitUse.Of).Select(Written))}</span>""");
        if (seen.Of(budget.Name) is not { } keys)
        {
            return Html.Of($"""{asWritten}<span class="line quiet">Whose counters there are is not kept (LlmPolicy:Budgets:KeepNames).</span>""");
        }

        List<Html> shown = [];
        foreach (string key in keys.Take(MostKeys))
        {
            var limits = await LimitsAsync(budget.CountersOf(key) ?? []).ConfigureAwait(false);
            shown.Add(Html.Of($"""<div class="key"><code><bdi>{CallerText.ShownKey(key, 120)}</bdi></code>{limits}</div>"""));
        }

        string more = keys.Count > MostKeys ? $"and {Words.Count(keys.Count - MostKeys, "key", "keys")} more" : keys.Count == 0 ? "No request has taken from it yet." : "";
        return Html.Of($"""{asWritten}{shown}<span class="line quiet">{more}</span>""");
    }

    private async Task<Html> LimitsAsync(IReadOnlyList<BudgetCounter> counters) =>
        await reader.ReadAsync(counters).ConfigureAwait(false) is { } limits
            ? Html.Join(limits.Select(Bar))
            : Html.Of($"""<span class="line bad">The store of budgets does not answer.</span>""");

    private Html Bar(LimitUse limit)
    {
        decimal used = limit.Used ?? 0, reserved = limit.Reserved ?? 0;
        return Html.Of($"""
            <div class="limit"><svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="used {(used + reserved >= limit.Limit ? "full" : "")}" width="{Share(used, limit.Limit, 0)}" height="8"/><rect class="reserved" x="{Share(used, limit.Limit, 0)}" width="{Share(reserved, limit.Limit, used)}" height="8"/></svg>
            <span class="line">{Words.Amount(used)} of {Written(limit)}{(reserved > 0 ? $", {Words.Amount(reserved)} reserved" : "")}{Resets(limit)}</span></div>
            """);
    }

    private static string Written(LimitUse limit) => $"{Words.Amount(limit.Limit)} {limit.Unit}{(limit.Per ?? limit.Window) switch { null => "", var period => limit.Per is null ? $" in {period}" : $" per {period}" }}";

    /// <summary>How much of the bar an amount fills behind what is filled already.</summary>
    private static string Share(decimal amount, decimal limit, decimal before)
    {
        decimal free = Math.Max(0, 100 - (limit <= 0 ? 100 : 100 * before / limit));
        return Math.Min(free, limit <= 0 ? 100 : 100 * amount / limit).ToString("0.##", CultureInfo.InvariantCulture);
    }

    private string Resets(LimitUse limit) => limit.ResetsAt is not { } at || at <= time.GetUtcNow().UtcDateTime ? "" : $"; resets in {Words.Span(at - time.GetUtcNow().UtcDateTime)}";
}
