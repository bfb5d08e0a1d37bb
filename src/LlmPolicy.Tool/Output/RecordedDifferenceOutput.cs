using LlmPolicy.Explaining;
using LlmPolicy.Testing;

namespace LlmPolicy.Tool.Output;

/// <summary>What a change would have meant for records: the differences, and how many records there is nothing to say of.</summary>
internal static class RecordedDifferenceOutput
{
    private const int MostLines = 10;

    public static void WriteJson(Terminal terminal, RecordedDifferences recorded) => terminal.Output.WriteLine(ToolJson.Of(new
    {
        Differences = DifferenceJson.Of(recorded.Differences),
        recorded.Compared,
        recorded.NotCompared,
        recorded.DecidedOtherwise,
        recorded.UnreadableLines,
    }));

    public static void WriteText(Terminal terminal, RecordedDifferences recorded)
    {
        Style style = new(terminal.HasColour);
        DifferenceText.Write(terminal, recorded.Differences);
        terminal.Output.WriteLine($"{recorded.Compared} records compared");
        if (recorded.DecidedOtherwise > 0)
        {
            terminal.Output.WriteLine($"{recorded.DecidedOtherwise} of them were decided otherwise than the old version does: by other manifests");
        }

        foreach (var (why, count) in recorded.NotCompared)
        {
            terminal.Output.WriteLine($"{style.Yellow("not compared")}: {count}, {Printable.Of(why)}");
        }

        if (recorded.UnreadableLines.Count > 0)
        {
            string more = recorded.UnreadableLines.Count > MostLines ? $" and {recorded.UnreadableLines.Count - MostLines} more" : "";
            terminal.Output.WriteLine($"{style.Yellow("not a record")}: line {string.Join(", ", recorded.UnreadableLines.Take(MostLines))}{more}");
        }
    }
}
