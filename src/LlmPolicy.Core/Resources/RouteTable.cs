using System.Text.RegularExpressions;
using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gateway.solo.io/v1 RouteTable</c>: routes that others delegate to.</summary>
internal sealed record RouteTable(Metadata Metadata, IReadOnlyList<Route> Routes, int Weight, SourcePosition Position) : Resource(Metadata)
{
    public static RouteTable Read(Metadata metadata, ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "namespacedStatuses");
        return new(metadata, o.List("routes", Route.Read), o.Int32("weight") ?? 0, o.Position);
    }
}

/// <summary><c>delegateAction</c>: the route tables that go on from here, by name or by label.</summary>
internal sealed record DelegateAction(ResourceRef? Ref, RouteTableSelector? Selector, SourcePosition Position)
{
    public static DelegateAction Read(ObjectReader o)
    {
        o.LastOf("ref", "selector");

        // Before ref there were name and namespace in place, and one of them is enough to count before the others.
        var (name, ns) = (o.String("name"), o.String("namespace"));
        var inPlace = name is { Value.Length: > 0 } || ns is { Value.Length: > 0 } ? new ResourceRef(name ?? new Text("", o.Position), ns, o.Position) : null;
        return new(inPlace ?? o.Object("ref", ResourceRef.Read), o.Object("selector", RouteTableSelector.Read), o.Position);
    }
}

/// <summary><c>delegateAction.selector</c>: route tables by label, in the route's own namespace unless others are named (<c>*</c>: all).</summary>
internal sealed record RouteTableSelector(
    IReadOnlyList<Text> Namespaces,
    IReadOnlyList<(Text Name, Text Value)> Labels,
    IReadOnlyList<LabelExpression> Expressions)
{
    /// <summary>Why nothing can be selected so, as Gloo sees it; null if it can.</summary>
    public string? Problem =>
        Labels.Count > 0 && Expressions.Count > 0 ? "labels and expressions can't stand in one selector"
        : Expressions.Select(e => e.Problem).FirstOrDefault(p => p is not null);

    public static RouteTableSelector Read(ObjectReader o) =>
        new(o.Strings("namespaces"), o.StringMap("labels"), o.List("expressions", LabelExpression.Read));

    public bool Selects(RouteTable table, string ownNamespace)
    {
        string ns = table.Name.Namespace;
        bool inNamespace = Namespaces.Count == 0 ? ns == ownNamespace : Namespaces.Any(n => n.Value == "*" || n.Value == ns);
        return inNamespace
            && Labels.All(l => table.Metadata.Labels.GetValueOrDefault(l.Name.Value) == l.Value.Value)
            && Expressions.All(e => e.Matches(table.Metadata.Labels));
    }
}

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
    public string? Problem => !KeyForm().IsMatch(Key.Value) ? $"'{Key}' is not a label"
        : Operator switch
        {
            LabelOperator.In or LabelOperator.NotIn when Values.Count == 0 => "In and NotIn need values",
            LabelOperator.EqualTo or LabelOperator.NotEqualTo when Values.Count != 1 => "Equals and NotEquals need one value",
            LabelOperator.Exists or LabelOperator.DoesNotExist when Values.Count > 0 => "Exists and DoesNotExist take no values",
            LabelOperator.GreaterThan or LabelOperator.LessThan when Values is not [var bound] || !long.TryParse(bound.Value, out _) =>
                "GreaterThan and LessThan need one whole number",
            _ => Values.FirstOrDefault(v => !ValueForm().IsMatch(v.Value)) is { } bad ? $"'{bad}' is not a label's value" : null,
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

/// <summary><c>selector.expressions[].operator</c>.</summary>
internal enum LabelOperator
{
    EqualTo,
    NotEqualTo,
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}
