using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>Steps through YAML; what is absent or null is null.</summary>
internal static class YamlTree
{
    public static IReadOnlyList<YamlMappingNode> Documents(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }

    public static YamlNode? Child(this YamlNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var value) && !value.IsNull() ? value : null;
        }

        return node;
    }

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node is YamlSequenceNode list ? list.Children : [];

    public static string? Text(this YamlNode? node) => (node as YamlScalarNode)?.Value;

    public static bool IsNull(this YamlNode node) => node.IsPlain() && node.Text() is "" or "~" or "null" or "Null" or "NULL";

    public static bool IsPlain(this YamlNode node) => node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Tag.IsEmpty: true };
}
