using LlmPolicy.Manifests;
using LlmPolicy.Resources;

namespace LlmPolicy.Testing.Rules;

/// <summary>Finds the rules of manifests: items of lists and fields of objects, as <see cref="CountedFields"/> says.</summary>
internal sealed class RuleFinder
{
    private readonly List<ManifestRule> _rules = [];
    private readonly int _file;
    private readonly IReadOnlyList<ResourceKind> _kinds;

    private RuleFinder(int file, IReadOnlyList<ResourceKind> kinds) => (_file, _kinds) = (file, kinds);

    public static IReadOnlyList<ManifestRule> Find(IReadOnlyList<IReadOnlyList<ManifestNode>> files, IReadOnlyList<ResourceKind> kinds) =>
        [.. files.Index().SelectMany(file => Find(file.Index, file.Item, kinds))];

    private static List<ManifestRule> Find(int file, IReadOnlyList<ManifestNode> documents, IReadOnlyList<ResourceKind> kinds)
    {
        RuleFinder finder = new(file, kinds);
        foreach (var (index, document) in documents.Index())
        {
            finder.FindResource(document, NodePath.Root.Down(index));
        }

        return finder._rules;
    }

    private void FindResource(ManifestNode node, NodePath path)
    {
        if (node is not MapNode map)
        {
            return;
        }

        bool hasRules = _kinds.Any(kind => kind.HoldsRules && kind.Name == Text(map, "kind"));
        foreach (var (index, entry) in map.Entries.Index())
        {
            if (hasRules && entry.Key.Text == "spec")
            {
                WalkInto(entry.Value, path.Down(index), "spec", "spec");
            }
            else if (entry is { Key.Text: "items", Value: ListNode list })
            {
                foreach (var (item, resource) in list.Items.Index())
                {
                    FindResource(resource, path.Down(index).Down(item));
                }
            }
        }
    }

    private void WalkInto(ManifestNode node, NodePath path, string shown, string field)
    {
        switch (node)
        {
            case ListNode list:
                WalkItems(list, path, shown, field);
                break;
            case MapNode map:
                WalkEntries(map, path, shown, field);
                break;
        }
    }

    private void WalkItems(ListNode list, NodePath path, string shown, string field)
    {
        if (CountedFields.IsDefault(field, list))
        {
            return;
        }

        foreach (var (index, item) in list.Items.Index())
        {
            Add($"{shown}[{index}]", item.Position, path.Down(index), field, item);
            if (CountedFields.AreInside(field))
            {
                WalkInto(item, path.Down(index), $"{shown}[{index}]", "");
            }
        }
    }

    private void WalkEntries(MapNode map, NodePath path, string shown, string field)
    {
        bool names = CountedFields.AreNames(field);
        foreach (var (index, (key, value)) in map.Entries.Index())
        {
            if (!names && !CountedFields.Count(key.Text, value))
            {
                continue;
            }

            string inner = key.Text.Contains('.') ? $"{shown}['{key.Text}']" : $"{shown}.{key.Text}";
            if (value is not ListNode)
            {
                Add(inner, key.Position, path.Down(index), field, value);
            }

            if (names || CountedFields.AreInside(key.Text) || value is ListNode)
            {
                WalkInto(value, path.Down(index), inner, names ? "" : key.Text);
            }
        }
    }

    private void Add(string shown, SourcePosition position, NodePath path, string field, ManifestNode value) =>
        _rules.Add(new ManifestRule(new PolicyRule { Path = shown, Position = position }, _file, path, field, value));

    private static string Text(MapNode map, string name) => map.Entries.FirstOrDefault(e => e.Key.Text == name).Value is ScalarNode scalar ? scalar.Text : "";
}
