using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>A part of a manifest that no reader looks into, as it stands.</summary>
internal static class NodeFields
{
    public static FieldNode Of(ManifestNode node)
    {
        switch (node)
        {
            case ListNode list:
                return new FieldList(node.Position, [.. list.Items.Select(Of)], HasOrder: true);
            case MapNode map:
                SortedDictionary<string, FieldNode> fields = new(StringComparer.Ordinal);
                foreach (var (key, value) in map.Entries)
                {
                    fields[key.Text] = Of(value);
                }

                return new FieldObject(node.Position, fields);
            default:
                // A quoted text has no type but its own; a plain one may be a number, a boolean or nothing.
                var scalar = (ScalarNode)node;
                return new FieldValue(node.Position, scalar.IsNull ? "null" : scalar.IsPlain && PlainScalar.TypeOtherThanString(scalar.Text) is not null ? scalar.Text : FieldJson.Quoted(scalar.Text));
        }
    }
}
