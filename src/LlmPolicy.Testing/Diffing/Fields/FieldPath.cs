namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>Where a field stands, for people: the document, then names and indices.</summary>
/// <param name="Text">All of it, as <c>VirtualService default/vs spec.virtualHost.routes[0]</c>.</param>
/// <param name="Field">The last name; empty for a document.</param>
internal sealed record FieldPath(string Text, string Field)
{
    /// <summary>Values that may be keys, or what somebody took for a header's value: they are not shown.</summary>
    private static readonly string[] Secrets = ["value", "key", "body", "data", "stringData", "inline"];

    public bool MayHoldSecret { get; private init; }

    public static FieldPath Document(string name) => new(name, "");

    public FieldPath Down(string field) => new($"{Text}{(Field.Length == 0 ? " " : ".")}{field}", field)
    {
        MayHoldSecret = MayHoldSecret || Secrets.Contains(field),
    };

    public FieldPath At(int index) => this with { Text = $"{Text}[{index}]" };

    public override string ToString() => Text;
}
