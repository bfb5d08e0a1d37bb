using System.Text;
using System.Text.Json;
using LlmPolicy.Budgets;
using LlmPolicy.Evaluation;
using LlmPolicy.Models;
using LlmPolicy.Testing.Diffing.Texts;

namespace LlmPolicy.Testing.Diffing;

/// <summary>What both versions say of models on the routes of one host: rules on models, and budgets.</summary>
internal sealed class ModelConditions
{
    /// <summary>A model that claims hold.</summary>
    public const string Claimed = "claimed";

    /// <summary>Another one in front of it, so that separators are told apart.</summary>
    public const string Another = "not-claimed";

    /// <summary>Two names, or one where white space separates nothing.</summary>
    public const string Spaced = $"{Another} {Claimed}";

    private const int MaxNames = 48;

    private readonly Dictionary<(string, int), ReadOnlyMemory<byte>> _bodies = [];

    public ModelConditions(IReadOnlyList<RoutePolicy> before, IReadOnlyList<RoutePolicy> after)
    {
        List<ModelPattern> old = [.. Patterns(before)];
        List<ModelPattern> @new = [.. Patterns(after)];
        Names =
        [
            .. before.Concat(after).SelectMany(Rules).SelectMany(r => r.Names.Keys).Append(Claimed).Append(Spaced)
                .Concat(TextExamples.Of(old.Select(Condition), @new.Select(Condition))).Where(ModelName.IsOne).Distinct().Take(MaxNames),
        ];
        BodyLimits = [.. before.Concat(after).SelectMany(Steps).Select(s => s.BodyLimit).Concat(before.Concat(after).SelectMany(Budgets).Select(b => b.BodyLimit)).Distinct().Order()];
    }

    /// <summary>Names of models that patterns hold for and tell apart, aliases, and what claims hold.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>From the lowest on.</summary>
    public IReadOnlyList<int> BodyLimits { get; }

    /// <summary>A body that asks for a model, with so much text; the same one each time.</summary>
    public ReadOnlyMemory<byte> Chat(string model, int length) => _bodies.TryGetValue((model, length), out var known) ? known
        : _bodies[(model, length)] = Encoding.UTF8.GetBytes($$"""{"model":{{JsonSerializer.Serialize(model)}},"user":"{{new string('x', length)}}"}""");

    public static IEnumerable<ModelRule> Rules(RoutePolicy route) => Steps(route).SelectMany(step => step.Rules.Rules);

    public static IEnumerable<BudgetRule> Budgets(RoutePolicy route) => route.Steps.Rules.Select(r => r.Step).OfType<BudgetStep>().Select(step => step.Rule);

    /// <summary>Whether a route says something of models.</summary>
    public static bool AreIn(RoutePolicy route) => Rules(route).Any() || Budgets(route).Any();

    private static IEnumerable<ModelStep> Steps(RoutePolicy route) => route.Steps.Rules.Select(r => r.Step).OfType<ModelStep>();

    private static IEnumerable<ModelPattern> Patterns(IReadOnlyList<RoutePolicy> routes) => routes.SelectMany(Rules).Distinct().SelectMany(rule => rule.Models)
        .Concat(routes.SelectMany(Budgets).Distinct().SelectMany(budget => budget.Models.Concat(budget.Prices.Prices.SelectMany(price => price.Models))));

    private static TextCondition Condition(ModelPattern pattern) => pattern.Text.Contains('*', StringComparison.Ordinal)
        ? TextCondition.Regex(string.Join(".*", pattern.Text.Split('*').Select(text => string.Concat(text.Select(AutomatonSyntax.Literal)))))
        : TextCondition.Exact(pattern.Text);
}
