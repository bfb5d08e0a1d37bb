using LlmPolicy.Explaining;
using LlmPolicy.Tool.Tokens;

namespace LlmPolicy.Tool.Output;

/// <summary>A line a provider.</summary>
internal static class VerdictText
{
    public static void Write(Terminal terminal, IEnumerable<TokenVerdict> verdicts)
    {
        Style style = new(terminal.HasColour);
        foreach (TokenVerdict verdict in verdicts)
        {
            string place = verdict.Position is null ? "" : $"{verdict.Position}: ";
            string word = verdict.Verified ? style.Green("good") : style.Red("refused");
            string why = verdict.Verified ? "" : $", {verdict.Reason}: {verdict.Message}";
            terminal.Output.WriteLine($"{Printable.Of($"{place}{verdict.Provider}: ")}{word}{Printable.Of(why)}");
        }
    }
}
