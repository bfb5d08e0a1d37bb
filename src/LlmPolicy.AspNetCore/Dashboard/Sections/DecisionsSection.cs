using System.Globalization;
using LlmPolicy.Dashboard.Decisions;
using LlmPolicy.Explaining;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>The last decisions, newest first. A script adds those that come.</summary>
internal sealed class DecisionsSection(RecentDecisions recent, DecisionPace pace, TimeProvider time)
{
    public Html Render()
    {
        var (decisions, sequence) = recent.Read();
        return Html.Of($"""
            <section id="decisions" aria-labelledby="decisions-title" data-after="{sequence}">
            <div class="bar"><h2 id="decisions-title">Decisions</h2>
            <div class="controls" hidden>
            <label class="hidden" for="show">Show</label><select id="show"><option value="">All</option><option value="refused">Refused</option><option value="passed">Let through</option></select>
            <label class="hidden" for="find">Find in decisions</label><input id="find" type="search" placeholder="Find: path, reason, route" autocomplete="off" spellcheck="false">
            <button id="pause" type="button" aria-pressed="false">Pause</button></div></div>
            <p id="live" class="quiet" role="status">Without script, this list shows what was decided when the page was loaded: reload it for what came since.</p>
            <p class="quiet empty"{(decisions.Count > 0 ? " hidden" : "")}>No decision yet. While nobody looks at this page, only refusals are kept.</p>
            <ol id="list" class="decisions" reversed>{decisions.Select(Row)}</ol>
            {LeftOut()}
            </section>
            """);
    }

    /// <summary>One decision; what explains it unfolds.</summary>
    public Html Row(ShownDecision decision) => Html.Of($"""
        <li id="d-{decision.Id}" class="{(decision.IsForwarded ? "passed" : "refused")}"><details><summary>
        <span class="when">{Words.Time(decision.At, time.GetUtcNow())}</span>
        <span class="status {StatusClass(decision)}">{StatusText(decision)}</span>
        <span class="what"><b>{decision.Method}</b> <bdi>{decision.Address}</bdi></span>
        <span class="why"><code>{decision.Reason}</code> {StepList.Place(decision.Position)}</span></summary>
        <div class="detail"><p class="meaning">{ReasonMeaning.Of(decision.Reason)}{(ReasonMeaning.Of(decision.Reason).Length > 0 ? "." : "")}</p>
        <dl class="facts">{Fact("Route", decision.Route ?? "none")}{Fact("Took", decision.Duration is { } duration ? Words.Span(duration) : "not over, or not known")}{Ending(decision)}{Tokens(decision)}{Fact("Decision", decision.Id)}{Fact("Policy", decision.Generation)}</dl>
        {StepList.Of(decision.Steps, decision.Excerpt, decision.Position)}</div></details></li>
        """);

    private static string StatusText(ShownDecision decision) => decision.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "…";

    private static string StatusClass(ShownDecision decision) => decision.StatusCode switch
    {
        null => "open",
        < 400 => "good",
        < 500 => "bad",
        _ => "broken",
    };

    private static Html Fact(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>");

    private static Html Ending(ShownDecision decision) => decision.Ending switch
    {
        RequestEnding.Broken => Fact("Ended", "the answer broke off"),
        RequestEnding.ClientLeft => Fact("Ended", "the client left"),
        _ => Html.Empty,
    };

    private static Html Tokens(ShownDecision decision) => decision.Tokens is { } tokens ? Fact("Tokens", Words.Amount(tokens)) : Html.Empty;

    private Html LeftOut() => pace.LeftOut == 0 ? Html.Empty
        : Html.Of($"""<p class="quiet">{Words.Amount(pace.LeftOut)} were left out since the start: no more than {DecisionPace.Most} a second are looked at.</p>""");
}
