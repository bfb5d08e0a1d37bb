using LlmPolicy.Dashboard.Sections;
using LlmPolicy.Status;

namespace LlmPolicy.Dashboard;

/// <summary>The page, put together of its sections.</summary>
internal sealed class DashboardPage(
    PolicyStore policies, ReloadHistory reloads, DecisionsSection decisions, CandidateSection candidate, SecretsSection secrets, BudgetsSection budgets, TimeProvider time)
{
    /// <summary>All of it.</summary>
    /// <param name="page">The page's own path, encoded.</param>
    /// <param name="answer">The answer to what was pasted; empty for none.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public async Task<Html> RenderAsync(string page, Html answer, CancellationToken cancellationToken)
    {
        var generation = policies.Current;
        var side = await SideAsync(generation, cancellationToken).ConfigureAwait(false);
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
            <title>LlmPolicy on {Environment.MachineName}</title>
            <link rel="stylesheet" href="{page}/dashboard.css"><script src="{page}/dashboard.js" defer></script></head>
            <body data-page="{page}"><a class="skip" href="#main">Skip to the content</a>
            <header><h1>LlmPolicy</h1><span class="quiet">this process on <bdi>{Environment.MachineName}</bdi></span>
            <nav aria-label="Sections"><a href="#decisions">Decisions</a><a href="#ask">Ask why</a>{Link(generation)}<a href="#routes">Routes</a><a href="#budgets">Budgets</a><a href="#keys">Keys</a><a href="#secrets">Secrets</a><a href="#reloads">Reloads</a></nav></header>
            <main id="main">
            <div id="running" data-fresh>{RunningSection.Render(generation, reloads, time.GetUtcNow())}</div>
            <div class="columns"><div>{decisions.Render()}
            <div id="compared" data-fresh>{candidate.Render(generation)}</div>
            <div id="graph" data-fresh>{RoutesSection.Render(generation.Policy)}</div></div>
            <div>{AskSection.Render(page, answer)}
            <div id="side" data-fresh>{side}</div></div></div>
            </main></body></html>
            """);
    }

    /// <summary>What changes by itself: the parts that the script puts in the place of the former ones, by their ids.</summary>
    public async Task<Html> RenderFreshAsync(CancellationToken cancellationToken)
    {
        var generation = policies.Current;
        var side = await SideAsync(generation, cancellationToken).ConfigureAwait(false);
        return Html.Of($"""
            <div id="running">{RunningSection.Render(generation, reloads, time.GetUtcNow())}</div>
            <div id="compared">{candidate.Render(generation)}</div>
            <div id="graph">{RoutesSection.Render(generation.Policy)}</div>
            <div id="side">{side}</div>
            """);
    }

    private static Html Link(PolicyGeneration generation) => CandidateSection.IsShown(generation) ? Html.Of($"""<a href="#candidate">Candidate</a>""") : Html.Empty;

    private async Task<Html> SideAsync(PolicyGeneration generation, CancellationToken cancellationToken)
    {
        var used = await budgets.RenderAsync(generation.Policy).ConfigureAwait(false);
        var named = await secrets.RenderAsync(generation, cancellationToken).ConfigureAwait(false);
        return Html.Of($"{used}{KeysSection.Render(generation.RemoteKeys.Status)}{named}{ReloadsSection.Render(reloads.Recent, time.GetUtcNow())}");
    }
}
