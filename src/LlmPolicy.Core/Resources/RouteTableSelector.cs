using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

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
