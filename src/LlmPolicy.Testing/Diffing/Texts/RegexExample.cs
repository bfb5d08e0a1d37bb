using System.Collections.Concurrent;
using Fare;

namespace LlmPolicy.Testing.Diffing.Texts;

/// <summary>Texts of visible ASCII that a condition holds for, between them by every branch of it.</summary>
internal static class RegexExample
{
    private const int MaxTransitions = 4_000;
    private const int MaxStates = 4_000;
    private const int MaxExamples = 32;
    private const int MaxDifferences = 4;

    private const int MaxRemembered = 500;

    /// <summary>An automaton costs more than all the requests of its examples, and one pattern is asked for with each of them.</summary>
    private static readonly ConcurrentDictionary<(TextCondition, TextCondition?), IReadOnlyList<string>> Remembered = new();

    /// <summary>A text of the first is as good in a path as in a header; the others only where there is no such.</summary>
    private static readonly Automaton[] Alphabets = [.. new[] { "[A-Za-z0-9/._\\-]*", "[!-~]*", "[ -~]*" }.Select(syntax => new RegExp(syntax).ToAutomaton())];

    /// <summary>The shortest one; null where none is found: the expression has what the automata don't.</summary>
    public static string? Of(string pattern) => All(TextCondition.Regex(pattern)) is [var shortest, ..] ? shortest : null;

    /// <summary>The shortest first, no more than 32.</summary>
    public static IReadOnlyList<string> All(TextCondition condition) =>
        condition.Kind == PathMatchKind.Regex ? Remember(condition, null, () => Examples(condition.ToAutomaton(), MaxExamples)) : [condition.Text];

    /// <summary>A few that one condition holds for and another does not.</summary>
    public static IReadOnlyList<string> Between(TextCondition holds, TextCondition fails) => Remember(holds, fails, () => FindBetween(holds, fails));

    /// <summary>A few that both conditions hold for.</summary>
    public static IReadOnlyList<string> Both(TextCondition one, TextCondition other) =>
        one.ToAutomaton() is { } a && other.ToAutomaton() is { } b ? Examples(a.Intersection(b), MaxDifferences) : [];

    private static List<string> FindBetween(TextCondition holds, TextCondition fails) =>
        holds.ToAutomaton() is not { NumberOfStates: <= MaxStates } one || fails.ToAutomaton() is not { NumberOfStates: <= MaxStates } other
            ? []
            : Examples(one.Intersection(other.Complement()), MaxDifferences);

    private static IReadOnlyList<string> Remember(TextCondition one, TextCondition? other, Func<IReadOnlyList<string>> find)
    {
        if (Remembered.Count > MaxRemembered)
        {
            Remembered.Clear();
        }

        return Remembered.GetOrAdd((one, other), _ => find());
    }

    private static List<string> Examples(Automaton? automaton, int most) => automaton is null || automaton.NumberOfStates > MaxStates
        ? []
        : Alphabets.Select(alphabet => Examples(automaton.Intersection(alphabet))).FirstOrDefault(found => found.Count > 0, []).Take(most).ToList();

    private static List<string> Examples(Automaton automaton)
    {
        automaton.ExpandSingleton();
        automaton.Minimize();
        var transitions = automaton.GetStates().SelectMany(from => from.Transitions.Select(t => (From: from, Char: Pick(t), t.To))).Take(MaxTransitions).ToList();
        var prefixes = Shortest([automaton.Initial], transitions.ToLookup(t => t.From, t => (t.To, t.Char)), (text, next) => text + next);
        var suffixes = Shortest(automaton.GetAcceptStates(), transitions.ToLookup(t => t.To, t => (t.From, t.Char)), (text, next) => next + text);
        IEnumerable<string> through = transitions.Where(t => prefixes.ContainsKey(t.From) && suffixes.ContainsKey(t.To)).Select(t => prefixes[t.From] + t.Char + suffixes[t.To]);
        return [.. (automaton.Initial.Accept ? [""] : Array.Empty<string>()).Concat(through).Distinct().OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal)];
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
