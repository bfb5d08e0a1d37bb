using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>What has to be said of a document's fields, one by one, by <c>Data/gloo-fields.txt</c>.</summary>
internal sealed class FieldExpectations
{
    private readonly List<Finding> _findings = [];

    public static IReadOnlyList<Finding> Of(YamlMappingNode document)
    {
        var common = GlooMessage.All["Document"];
        string kind = document.Child("kind").Text()!;
        var spec = new GlooField("spec", kind == "Upstream" ? "yes" : "needed", kind);
        var expectations = new FieldExpectations();
        expectations.ReadMessage(document, common with { Fields = common.Fields.Append(new(spec.Name, spec)).ToDictionary() });
        return expectations._findings;
    }

    private void ReadMessage(YamlMappingNode node, GlooMessage message)
    {
        foreach (var missing in message.Fields.Values.Where(f => f.Mark == "needed" && node.Child(f.Name) is null))
        {
            Add(node, DiagnosticCodes.RequiredField, missing.Name);
        }

        foreach (string second in message.OneOfs.SelectMany(names => names.Where(n => node.Child(n) is not null).Skip(1)))
        {
            Add(node.Children.Keys.Single(k => k.Text() == second), DiagnosticCodes.OneOf, second);
        }

        foreach (var (key, value) in node.Children)
        {
            ReadField(key, value, message);
        }
    }

    private void ReadField(YamlNode key, YamlNode value, GlooMessage message)
    {
        if (!message.Fields.TryGetValue(key.Text()!, out var field))
        {
            Add(key, DiagnosticCodes.UnknownField, key.Text()!);
        }
        else if (value.IsNull() || (field.Shape == "any" && field.Code is null) || IsOff(value, field))
        {
            return;
        }
        else if (field.Code is { } code)
        {
            Add(key, code, field.Name);
        }
        else if (field.IsList)
        {
            value.ShouldBeOfType<YamlSequenceNode>(field.Name);
            value.Items().ToList().ForEach(item => ReadValue(item, field.ItemShape, field.Name));
        }
        else if (field.IsMap)
        {
            value.ShouldBeOfType<YamlMappingNode>(field.Name).Children.ToList().ForEach(e => ReadValue(e.Value, field.ItemShape, e.Key.Text()!));
        }
        else
        {
            ReadValue(value, field.Shape, field.Name);
        }
    }

    private static bool IsOff(YamlNode value, GlooField guard) => guard.Mark is "guard" or "left" && guard.Shape switch
    {
        "false" => value.Text() == "true",
        "true" => value.Text() == "false",
        "any[]" => !value.Items().Any(),
        "disable" or "disabled" => value is YamlMappingNode { Children.Count: 1 } only && only.Child(guard.Shape).Text() == "true",
        "masks" => HasNone(value, "actions") || value.Child("enabledFor").Text() is "ACCESS_LOGS" or "1",
        "configs" => HasNone(value, "configs"),
        _ => false,
    };

    private static bool HasNone(YamlNode value, string name) => value is YamlMappingNode && value.Child(name) is null or YamlSequenceNode { Children.Count: 0 } or YamlMappingNode { Children.Count: 0 };

    private void ReadValue(YamlNode value, string shape, string name)
    {
        if (GlooMessage.All.TryGetValue(shape, out var message) && value is YamlMappingNode map)
        {
            ReadMessage(map, message);
        }
        else if (shape == "object" ? value is not YamlMappingNode : message is not null || !GlooShape.IsHeldBy(value, shape))
        {
            Add(value, DiagnosticCodes.WrongType, name);
        }
    }

    private void Add(YamlNode at, string code, string field) => _findings.Add(new(at.Start.Line, at.Start.Column, code, field));
}
