using LlmPolicy.Status;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>What became of manifests that were read, with what was found in them.</summary>
internal static class ReloadsSection
{
    public static Html Render(IReadOnlyList<Reload> reloads, DateTimeOffset now) => Html.Of($"""
        <section id="reloads" aria-labelledby="reloads-title"><h2 id="reloads-title">Reloads</h2>
        <ul class="items">{reloads.Select((reload, i) => One(reload, i == 0, now))}</ul></section>
        """);

    private static Html One(Reload reload, bool isLatest, DateTimeOffset now)
    {
        bool failed = reload.Problem is not null;
        DiagnosticExcerpt found = new(reload.Diagnostics);
        return Html.Of($"""
            <li><details id="r-{reload.At.UtcTicks}"{(failed && isLatest ? " open" : "")}><summary>{Words.Time(reload.At, now)} {(failed ? Html.Of($"""<span class="state broken">did not load</span>""") : Html.Of($"""<span class="state good">in force</span> <code>{reload.Generation}</code>"""))} <span class="quiet">{Found(reload)}</span></summary>
            {(reload.Diagnostics.Count == 0 ? Html.Of($"""<p class="quiet"><bdi>{reload.Problem ?? "Nothing was found in the manifests."}</bdi></p>""") : Html.Of($"""<ul class="diagnostics">{found.Shown.Select(Diagnosed)}</ul>{More(found)}"""))}</details></li>
            """);
    }

    private static string Found(Reload reload) => string.Join(", ", reload.Diagnostics.GroupBy(found => found.Severity).OrderByDescending(group => group.Key).Select(group =>
        group.Key switch
        {
            DiagnosticSeverity.Error => Words.Count(group.Count(), "error", "errors"),
            DiagnosticSeverity.Warning => Words.Count(group.Count(), "warning", "warnings"),
            _ => Words.Count(group.Count(), "note", "notes"),
        }));

    private static Html Diagnosed(Diagnostic found) => Html.Of($"""
        <li class="{found.Severity.ToString().ToLowerInvariant()}"><b>{found.Severity.ToString().ToLowerInvariant()} {found.Code}</b> {StepList.Place(found.Position)}<span class="line"><bdi>{found.Message} {found.Remedy}</bdi></span></li>
        """);

    private static Html More(DiagnosticExcerpt found) => found.More == 0 ? Html.Empty : Html.Of($"""<p class="quiet">and {Words.Amount(found.More)} more</p>""");
}
