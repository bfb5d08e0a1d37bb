using LlmPolicy.Status;

namespace LlmPolicy.Dashboard.Sections;

/// <summary>The key sets that are fetched (<c>jwks.remote</c>).</summary>
internal static class KeysSection
{
    public static Html Render(IReadOnlyList<KeySetStatus> sets) => Html.Of($"""
        <section id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Key sets</h2>
        {(sets.Count == 0 ? Html.Of($"""<p class="quiet">No provider fetches its keys.</p>""") : Html.Of($"""<ul class="items">{sets.Select(Set)}</ul>"""))}</section>
        """);

    private static Html Set(KeySetStatus set) => Html.Of($"""
        <li><div class="bar"><b><bdi>{set.Jwks.Provider}</bdi></b> {State(set)}</div>
        <span class="line quiet"><bdi>{Place(set.Jwks.Url)}</bdi></span>
        <span class="line">{(set.Count is { } count ? $"{Words.Count(count, "key", "keys")}, fetched {(set.Age is { } age ? $"{Words.Span(age)} ago" : "before the start")}" : "no key yet")}; {Words.Count((int)Math.Min(set.Fetches, int.MaxValue), "fetch", "fetches")}, {Words.Amount(set.Failures)} failed</span>
        {(set.Problem is { } problem ? Html.Of($"""<span class="line bad"><bdi>{problem}</bdi></span>""") : Html.Empty)}
        <span class="line">{StepList.Place(set.Jwks.Position)}</span></li>
        """);

    private static Html State(KeySetStatus set) => set.IsStale ? Html.Of($"""<span class="state broken">stale</span>""")
        : set.Problem is not null ? Html.Of($"""<span class="state bad">last fetch failed</span>""")
        : Html.Of($"""<span class="state good">fresh</span>""");

    /// <summary>The address without what may be a password or a key in it.</summary>
    private static string Place(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "an address that is none";
}
