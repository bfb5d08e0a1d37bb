using LlmPolicy.Explaining;
using LlmPolicy.Testing;

namespace LlmPolicy.Tool.Output;

/// <summary>Differences for people: each with the request that shows it, before and after.</summary>
internal static class DifferenceText
{
    public static void Write(Terminal terminal, IReadOnlyList<PolicyDifference> differences)
    {
        Style style = new(terminal.HasColour);
        foreach (PolicyDifference difference in differences)
        {
            if (difference.Kind == PolicyDifferenceKind.NotCovered)
            {
                terminal.Output.WriteLine($"{style.Red("not covered")}: {Printable.Of(NotCovered(difference))}");
                continue;
            }

            string more = difference.Requests > 1 ? $"  (and {difference.Requests - 1} more of the requests tried)" : "";
            terminal.Output.WriteLine($"{Title(difference, style)}: {Printable.Of($"{difference.Request}, {difference.Caller}")}{style.Dim(more)}");
            terminal.Output.WriteLine($"  old: {Line(difference.Old, difference.OldPosition)}");
            terminal.Output.WriteLine($"  new: {Line(difference.New, difference.NewPosition)}");
        }

        terminal.Output.WriteLine(differences.Count == 0 ? "No difference was found." : Summary(differences));
    }

    private static string Title(PolicyDifference difference, Style style) => difference.Kind switch
    {
        PolicyDifferenceKind.NewlyAllowed => style.Red("newly allowed"),
        PolicyDifferenceKind.NewlyRefused => style.Yellow("newly refused"),
        PolicyDifferenceKind.OtherUpstream => style.Yellow("other upstream"),
        PolicyDifferenceKind.OtherSecret => style.Yellow("other secret"),
        _ => $"other {difference.What}",
    };

    private static string NotCovered(PolicyDifference change) =>
        $"{change.What} at {change.NewPosition ?? change.OldPosition} changed from {change.Old} to {change.New}, and no request was found that tells them apart";

    private static string Line(string text, SourcePosition? position) => Printable.Of(position is null ? text : $"{text}  {position}");

    private static string Summary(IReadOnlyList<PolicyDifference> differences) =>
        $"{differences.Count(d => d.Kind == PolicyDifferenceKind.NewlyAllowed)} newly allowed, {differences.Count(d => d.Kind == PolicyDifferenceKind.NewlyRefused)} newly refused, "
        + $"{differences.Count(d => d.Kind is > PolicyDifferenceKind.NewlyRefused and not PolicyDifferenceKind.NotCovered)} otherwise different"
        + (differences.Count(d => d.Kind == PolicyDifferenceKind.NotCovered) is > 0 and var changes ? $", {changes} not covered" : "");
}
