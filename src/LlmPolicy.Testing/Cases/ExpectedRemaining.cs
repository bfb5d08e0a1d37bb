using System.Globalization;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary><c>expect.remaining</c>: how much of a budget the case's caller has left.</summary>
/// <param name="Budget">The budget, as <c>NAMESPACE/NAME</c> or a name in <c>default</c>.</param>
/// <param name="What">What is limited: <c>tokens</c>, or with its period, <c>tokens/DAY</c>. Of several that it fits, the one with the least left counts.</param>
/// <param name="Left">How much, below 0 where more was used than the limit.</param>
internal sealed record ExpectedRemaining(Text Budget, Text What, decimal Left)
{
    public static IReadOnlyList<ExpectedRemaining> Read(ObjectReader o)
    {
        switch (o.Node("remaining"))
        {
            case null:
                return [];
            case MapNode map:
                return [.. map.Entries.SelectMany(budget => Read(o, new Text(budget.Key.Text, budget.Key.Position), budget.Value))];
            case var other:
                Invalid(o, other);
                return [];
        }
    }

    /// <summary>Whether it speaks of a limit, by <see cref="BudgetCounter.What"/>.</summary>
    public static bool IsOf(string what, string limit) => limit == what || limit.StartsWith($"{what}/", StringComparison.Ordinal);

    private static IEnumerable<ExpectedRemaining> Read(ObjectReader o, Text budget, ManifestNode left)
    {
        if (left is not MapNode map)
        {
            Invalid(o, left);
            yield break;
        }

        foreach (var (key, value) in map.Entries)
        {
            if (value is ScalarNode scalar && decimal.TryParse(scalar.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount))
            {
                yield return new ExpectedRemaining(budget, new Text(key.Text, key.Position), amount);
            }
            else
            {
                Invalid(o, value);
            }
        }
    }

    private static void Invalid(ObjectReader o, ManifestNode node) => o.Invalid(node.Position, "'remaining' has to say how much of what each budget has left.", "Write it as {BUDGET: {tokens: 800}}.");
}
