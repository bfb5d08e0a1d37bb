using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary>A label requirement, as Kubernetes' label selectors have it.</summary>
internal sealed record LabelExpression(Text Key, LabelOperator Operator, IReadOnlyList<Text> Values)
{
    private static readonly Dictionary<string, LabelOperator> Operators = new()
    {
        ["Equals"] = LabelOperator.In,
        ["DoubleEquals"] = LabelOperator.In,
        ["NotEquals"] = LabelOperator.NotIn,
        ["In"] = LabelOperator.In,
        ["NotIn"] = LabelOperator.NotIn,
        ["Exists"] = LabelOperator.Exists,
        ["DoesNotExist"] = LabelOperator.DoesNotExist,
        ["GreaterThan"] = LabelOperator.GreaterThan,
        ["LessThan"] = LabelOperator.LessThan,
    };

    public static LabelExpression Read(ObjectReader o) =>
        new(o.Required("key"), o.Enum("operator", Operators) ?? LabelOperator.In, o.Strings("values"));

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        string? label = labels.GetValueOrDefault(Key.Value);
        return Operator switch
        {
            LabelOperator.Exists => label is not null,
            LabelOperator.DoesNotExist => label is null,
            LabelOperator.NotIn => label is null || Values.All(v => v.Value != label),
            LabelOperator.GreaterThan => Compare(label) > 0,
            LabelOperator.LessThan => Compare(label) < 0,
            _ => label is not null && Values.Any(v => v.Value == label),
        };
    }

    private int Compare(string? label) =>
        long.TryParse(label, out long own) && Values is [var value] && long.TryParse(value.Value, out long bound) ? own.CompareTo(bound) : 0;
}
