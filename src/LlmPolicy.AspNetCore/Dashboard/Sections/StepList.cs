namespace LlmPolicy.Dashboard.Sections;

/// <summary>The steps of an explanation, each with its place in the manifests.</summary>
internal static class StepList
{
    public static Html Of(IReadOnlyList<ExplanationStep> steps, IReadOnlyList<string> excerpt, SourcePosition? position) => Html.Of(
        $"""<ol class="steps">{steps.Select(Step)}</ol>{Excerpt(excerpt, position)}""");

    /// <summary>A place in a manifest. It may go on in the next line behind a folder's name, and nowhere else unless it has to.</summary>
    public static Html Place(SourcePosition? position) => position is null ? Html.Empty
        : Html.Of($"""<code class="place">{position.ToString().Split('/').Select((part, i) => i == 0 ? Html.Of($"{part}") : Html.Of($"/<wbr>{part}"))}</code>""");

    private static Html Step(ExplanationStep step) => Html.Of(
        $"""<li class="{Class(step.Result)} d{Math.Min(step.Depth, 5)}">{Mark(step.Result)}<bdi>{step.Text}</bdi> {Place(step.Position)}</li>""");

    private static string Class(ExplanationResult result) => result switch
    {
        ExplanationResult.Fits => "fits",
        ExplanationResult.DoesNotFit => "misses",
        _ => "noted",
    };

    /// <summary>Not by colour alone.</summary>
    private static Html Mark(ExplanationResult result) => result switch
    {
        ExplanationResult.Fits => Html.Of($"""<span class="mark" aria-hidden="true">✓</span><span class="hidden">fits: </span>"""),
        ExplanationResult.DoesNotFit => Html.Of($"""<span class="mark" aria-hidden="true">✗</span><span class="hidden">does not fit: </span>"""),
        _ => Html.Of($"""<span class="mark" aria-hidden="true">·</span>"""),
    };

    private static Html Excerpt(IReadOnlyList<string> lines, SourcePosition? position) => lines.Count == 0 ? Html.Empty
        : Html.Of($"""<figure><figcaption>Decided by {Place(position)}</figcaption><pre tabindex="0" role="region" aria-label="The line of the manifest">{lines.Select(line => Html.Of($"{line}\n"))}</pre></figure>""");
}
