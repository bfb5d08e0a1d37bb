using LlmPolicy.Candidate;
using LlmPolicy.Dashboard.Decisions;
using LlmPolicy.Explaining;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>What the candidate (<c>LlmPolicy:Candidate</c>) would change: how often, and the last differences, each explained by both policies.</summary>
internal sealed class CandidateSection(CandidateReport report, CandidateComparison comparison, TimeProvider time)
{
    /// <summary>How much of a message is shown: the log has all of it.</summary>
    private const int LongestProblem = 4000;

    /// <summary>Whether there is anything to show.</summary>
    public static bool IsShown(PolicyGeneration live) => live.Options.Candidate.Count > 0;

    /// <summary>The section; nothing while no candidate is configured.</summary>
    public Html Render(PolicyGeneration live)
    {
        if (!IsShown(live))
        {
            return Html.Empty;
        }

        var differences = report.Recent;
        return Html.Of($"""
            <section id="candidate" aria-labelledby="candidate-title"><h2 id="candidate-title">Candidate</h2>
            {Problem()}
            <p>{(report.Generation is { } generation ? Html.Of($"""<code>{generation}</code> is asked about each request, and decides nothing.""") : Html.Of($"No candidate is loaded: nothing is compared."))}</p>
            <dl class="facts">{Enum.GetValues<CandidateKind>().Select(kind => Fact(Title(kind), Words.Amount(report.Count(kind))))}{(comparison.Queue.Dropped is > 0 and var dropped ? Fact("left out, because too many waited", Words.Amount(dropped)) : Html.Empty)}</dl>
            {(differences.Count == 0 ? Html.Of($"""<p class="quiet">No difference yet.</p>""") : Html.Of($"""<ul class="items">{differences.Select(Difference)}</ul>"""))}</section>
            """);
    }

    private Html Problem() => report.Problem is not { } problem ? Html.Empty : Html.Of($"""
        <div class="alert"><strong>The candidate's manifests do not load{(report.Generation is null ? "." : ", so the former ones are compared.")}</strong>
        {CallerText.Shown(problem, LongestProblem).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Html.Of($"""<span class="line"><bdi>{line}</bdi></span>"""))}</div>
        """);

    private Html Difference(CandidateDifference difference) => Html.Of($"""
        <li><details id="c-{difference.DecisionId}"><summary>{Words.Time(difference.At, time.GetUtcNow())} <span class="state {(difference.Kind == CandidateKind.Changed ? "bad" : "broken")}">{Title(difference.Kind)}</span> <b><bdi>{difference.Live.Route ?? difference.Candidate.Route ?? "no route"}</bdi></b>
        <span class="line">now <bdi>{difference.Live.Outcome}</bdi>, then <bdi>{difference.Candidate.Outcome}</bdi>{(difference.Kind == CandidateKind.Changed ? Html.Of($""" <span class="quiet">({difference.What})</span>""") : Html.Empty)}</span></summary>
        <div class="detail"><dl class="facts">{Fact("Decision", difference.DecisionId)}</dl>
        {Side("Now", difference.Live)}{Side("Then", difference.Candidate)}</div></details></li>
        """);

    private static Html Side(string title, CandidateSide side) => Html.Of($"""
        <h3>{title}: <bdi>{side.Outcome}</bdi></h3>
        <dl class="facts">{Fact("Route", side.Route ?? "none")}{Fact("Policy", side.Generation)}</dl>
        {StepList.Of(DecisionReader.Shown(side.Steps), [], null)}
        """);

    private static Html Fact(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>");

    private static string Title(CandidateKind kind) => kind switch
    {
        CandidateKind.Same => "same",
        CandidateKind.NewlyAllowed => "newly allowed",
        CandidateKind.NewlyRefused => "newly refused",
        CandidateKind.Changed => "changed",
        _ => "not compared",
    };
}
