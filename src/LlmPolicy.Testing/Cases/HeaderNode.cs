using LlmPolicy.Json;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary>A header as it is written: <c>name: value</c>, a list of values where it has several lines, null where it has none.</summary>
internal sealed record HeaderNode(string Name, IReadOnlyList<ManifestNode> Lines)
{
    public static IReadOnlyList<HeaderNode> Read(ObjectReader o, string field)
    {
        switch (o.Node(field))
        {
            case null:
                return [];
            case MapNode map:
                return [.. map.Entries.Select(e => new HeaderNode(e.Key.Text, LinesOf(e.Value)))];
            case var other:
                o.Invalid(other.Position, $"'{field}' has to be an object.", "Write each header as NAME: VALUE.");
                return [];
        }
    }

    /// <summary>Header lines to send.</summary>
    public static IReadOnlyList<HeaderField> ReadFields(ObjectReader o, string field) =>
        [.. Read(o, field).SelectMany(header => header.Lines.Select(line => new HeaderField(header.Name, Value(o, line))))];

    public static string Value(ObjectReader o, ManifestNode line)
    {
        if (line is ScalarNode { IsNull: false } scalar)
        {
            return ClaimText.ToBytes(scalar.Text);
        }

        o.Invalid(line.Position, "A header's value has to be a text.");
        return "";
    }

    private static IReadOnlyList<ManifestNode> LinesOf(ManifestNode value) => value switch
    {
        ListNode list => list.Items,
        ScalarNode { IsNull: true } => [],
        _ => [value],
    };
}
