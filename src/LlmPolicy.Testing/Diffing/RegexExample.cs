using Fare;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Texts of visible ASCII that match a regular expression whole, between them by every branch of it.</summary>
internal static class RegexExample
{
    private const int MaxTransitions = 10_000;
    private const int MaxExamples = 32;

    private static readonly Automaton Visible = new RegExp("[!-~]*").ToAutomaton();

    /// <summary>The shortest one; null where none is found: the expression has what the automata don't.</summary>
    public static string? Of(string pattern) => All(pattern) is [var shortest, ..] ? shortest : null;

    /// <summary>The shortest first, no more than 32.</summary>
    public static IReadOnlyList<string> All(string pattern)
    {
        try
        {
            return Examples(new RegExp(pattern, RegExpSyntaxOptions.All).ToAutomaton().Intersection(Visible));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return [];
        }
    }

    private static IReadOnlyList<string> Examples(Automaton automaton)
    {
        automaton.ExpandSingleton();
        automaton.Minimize();
        var transitions = automaton.GetStates().SelectMany(from => from.Transitions.Select(t => (From: from, Char: Pick(t), t.To))).Take(MaxTransitions).ToList();
        var prefixes = Shortest([automaton.Initial], transitions.ToLookup(t => t.From, t => (t.To, t.Char)), (text, next) => text + next);
        var suffixes = Shortest(automaton.GetAcceptStates(), transitions.ToLookup(t => t.To, t => (t.From, t.Char)), (text, next) => next + text);
        IEnumerable<string> through = transitions.Where(t => prefixes.ContainsKey(t.From) && suffixes.ContainsKey(t.To)).Select(t => prefixes[t.From] + t.Char + suffixes[t.To]);
        return [.. (automaton.Initial.Accept ? [""] : Array.Empty<string>()).Concat(through).Distinct().OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).Take(MaxExamples)];
    }

    /// <summary>The shortest text between each state and the given ones.</summary>
    private static Dictionary<State, string> Shortest(IEnumerable<State> from, ILookup<State, (State Next, char Char)> steps, Func<string, char, string> add)
    {
        var texts = from.ToDictionary(state => state, _ => "");
        Queue<State> open = new(texts.Keys);
        while (open.TryDequeue(out var state))
        {
            foreach (var (next, step) in steps[state].OrderBy(s => s.Char).Where(s => !texts.ContainsKey(s.Next)))
            {
                if (texts.TryAdd(next, add(texts[state], step)))
                {
                    open.Enqueue(next);
                }
            }
        }

        return texts;
    }

    private static char Pick(Transition transition) => transition.Min <= 'a' && 'a' <= transition.Max ? 'a' : transition.Min;
}
