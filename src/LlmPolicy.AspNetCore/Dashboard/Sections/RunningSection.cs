using LlmPolicy.Status;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>What runs, since when, and whether the files are newer.</summary>
internal static class RunningSection
{
    public static Html Render(PolicyGeneration generation, ReloadHistory reloads, DateTimeOffset now) => Html.Of($"""
        {Alert(reloads, now)}
        <dl class="tiles">
        <div><dt>Running policy</dt><dd><code>{generation.Policy.Generation}</code></dd></div>
        <div><dt>In force since</dt><dd>{Since(reloads.Running, now)}</dd></div>
        <div><dt>Routes</dt><dd>{Words.Amount(generation.Policy.Routes.Count)} <small>of {Words.Count(Hosts(generation.Policy), "host", "hosts")}, {Words.Count(generation.Inputs.Manifests.Count, "manifest", "manifests")}</small></dd></div>
        <div><dt>Taken over</dt><dd>{Words.Amount(reloads.TakenOver)} <small>and {Words.Amount(reloads.NotTakenOver)} refused, since the start</small></dd></div>
        </dl>
        """);

    private static Html Alert(ReloadHistory reloads, DateTimeOffset now) => reloads.Rejected is not { } rejected ? Html.Empty : Html.Of(
        $"""<div class="alert"><strong>The manifests are newer than what runs.</strong> What was read at {Words.Time(rejected.At, now)} does not load, so the former policy stays in force. <a href="#reloads">What is wrong</a></div>""");

    private static Html Since(Reload? running, DateTimeOffset now) => running is null ? Html.Of($"not yet")
        : Html.Of($"{Words.Time(running.At, now)} <small>{Words.Span(now - running.At)} ago, UTC</small>");

    private static int Hosts(CompiledPolicy policy) => policy.Routes.Select(route => route.Route.VirtualService).Distinct().Count();
}
