using Fare;
using LlmPolicy.Routing;

namespace LlmPolicy.Testing.Diffing.Texts;

/// <summary>What is asked of a text: of a path, a header, a parameter or a claim.</summary>
/// <param name="Kind">How the text is looked at.</param>
/// <param name="Text">The text, its beginning, or the expression.</param>
internal readonly record struct TextCondition(PathMatchKind Kind, string Text)
{
    public static TextCondition Exact(string text) => new(PathMatchKind.Exact, text);

    public static TextCondition Regex(string pattern) => new(PathMatchKind.Regex, pattern);

    /// <summary>Null where there only has to be some value.</summary>
    public static TextCondition? Of(IValueMatcher? value) => value switch
    {
        ExactValue exact => Exact(exact.Expected),
        RegexValue regex => Regex(regex.Pattern),
        _ => null,
    };

    /// <summary>Every text that it holds for; null for an expression that has what the automata don't.</summary>
    public Automaton? ToAutomaton()
    {
        string literal = string.Concat(Text.Select(AutomatonSyntax.Literal));
        string? syntax = Kind switch
        {
            PathMatchKind.Regex => AutomatonSyntax.Of(Text),
            PathMatchKind.Prefix => $"{literal}[!-~]*",
            _ => literal,
        };
        try
        {
            return syntax is null ? null : syntax.Length == 0 ? BasicAutomata.MakeEmptyString() : new RegExp(syntax, RegExpSyntaxOptions.All).ToAutomaton();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
