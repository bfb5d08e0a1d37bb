using System.Text.RegularExpressions;
using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>An entry of <c>selector.expressions</c>, as Kubernetes' own <c>matchExpressions</c>.</summary>
internal sealed partial record LabelExpression(Text Key, LabelOperator Operator, IReadOnlyList<Text> Values)
{
    private static readonly Dictionary<string, LabelOperator> Operators = new()
    {
        ["Equals"] = LabelOperator.EqualTo,
        ["DoubleEquals"] = LabelOperator.EqualTo,
        ["NotEquals"] = LabelOperator.NotEqualTo,
        ["In"] = LabelOperator.In,
        ["NotIn"] = LabelOperator.NotIn,
        ["Exists"] = LabelOperator.Exists,
        ["DoesNotExist"] = LabelOperator.DoesNotExist,
        ["GreaterThan"] = LabelOperator.GreaterThan,
        ["LessThan"] = LabelOperator.LessThan,
    };

    /// <summary>What Kubernetes holds against the expression; null for nothing.</summary>
    public string? Problem => !KeyForm().IsMatch(Key.Value) ? $"'{Key}' is no label"
        : Operator switch
        {
            LabelOperator.In or LabelOperator.NotIn when Values.Count == 0 => "In and NotIn need values",
            LabelOperator.EqualTo or LabelOperator.NotEqualTo when Values.Count != 1 => "Equals and NotEquals need one value",
            LabelOperator.Exists or LabelOperator.DoesNotExist when Values.Count > 0 => "Exists and DoesNotExist take no values",
            LabelOperator.GreaterThan or LabelOperator.LessThan when Values is not [var bound] || !long.TryParse(bound.Value, out _) =>
                "GreaterThan and LessThan need one whole number",
            _ => Values.FirstOrDefault(v => !ValueForm().IsMatch(v.Value)) is { } bad ? $"'{bad}' is no label's value" : null,
        };

    public static LabelExpression Read(ObjectReader o) =>
        new(o.Required("key"), o.Enum("operator", Operators) ?? LabelOperator.EqualTo, o.Strings("values"));

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        string? label = labels.GetValueOrDefault(Key.Value);
        return Operator switch
        {
            LabelOperator.Exists => label is not null,
            LabelOperator.DoesNotExist => label is null,
            LabelOperator.NotIn or LabelOperator.NotEqualTo => label is null || Values.All(v => v.Value != label),
            LabelOperator.GreaterThan => Compare(label) > 0,
            LabelOperator.LessThan => Compare(label) < 0,
            _ => label is not null && Values.Any(v => v.Value == label),
        };
    }

    private int Compare(string? label) =>
        long.TryParse(label, out long own) && Values is [var value] && long.TryParse(value.Value, out long bound) ? own.CompareTo(bound) : 0;

    [GeneratedRegex(@"\A([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"\A([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ValueForm();
}
