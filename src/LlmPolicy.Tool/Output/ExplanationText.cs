using LlmPolicy.Explaining;
using LlmPolicy.Tool.Explaining;

namespace LlmPolicy.Tool.Output;

/// <summary>An explanation for people: the outcome, the steps with their places, and the lines of the manifest that decided.</summary>
internal static class ExplanationText
{
    public static void Write(Terminal terminal, Explained explained, IReadOnlyList<ManifestFile> manifests)
    {
        Style style = new(terminal.HasColour);
        string outcome = explained.StatusCode is { } status ? $"{status} {explained.Reason}" : explained.Reason;
        terminal.Output.WriteLine($"{style.Bold(outcome)}: {ReasonMeaning.Of(explained.Reason)}");
        terminal.Output.WriteLine();
        foreach (ExplanationStep step in ShownSteps.Of(explained.Steps))
        {
            terminal.Output.WriteLine(Line(step, style));
        }

        string[] excerpts = [.. Deciding(explained).Distinct().SelectMany(position => Excerpt(position, manifests))];
        if (excerpts.Length > 0)
        {
            terminal.Output.WriteLine();
            terminal.Output.WriteLine(string.Join(Environment.NewLine, excerpts));
        }
    }

    private static string Line(ExplanationStep step, Style style)
    {
        string mark = step.Result switch
        {
            ExplanationResult.Fits => style.Green("+"),
            ExplanationResult.DoesNotFit => style.Red("-"),
            _ => " ",
        };
        string place = step.Position is null ? "" : style.Dim($"  {Printable.Of(step.Position.ToString())}");
        return $"{mark} {new string(' ', 2 * step.Depth)}{Printable.Of(step.Text)}{place}";
    }

    /// <summary>The rule that decided, and the claims that did not fit.</summary>
    private static IEnumerable<SourcePosition> Deciding(Explained explained) =>
        explained.Steps.Where(s => s is { Subject: ExplanationSubject.Claim, Result: ExplanationResult.DoesNotFit } && explained.Reason == ReasonCodes.RbacDenied)
            .Select(s => s.Position).Prepend(explained.Position).OfType<SourcePosition>();

    private static IEnumerable<string> Excerpt(SourcePosition position, IReadOnlyList<ManifestFile> manifests)
    {
        IReadOnlyList<string> lines = SourceExcerpt.Of(position, manifests);
        return lines.Count == 0 ? [] : [Printable.Of($"{position}:"), .. lines.Select(line => $"    {line}")];
    }
}
