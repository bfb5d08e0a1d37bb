using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LlmPolicy.Tests;

/// <summary>Whether a scalar is of a shape, by the rules of protobuf's JSON and YAML 1.1's plain scalars.</summary>
internal static partial class GlooShape
{
    public static bool IsHeldBy(YamlNode node, string shape) => node is YamlScalarNode && shape switch
    {
        "string" => !node.IsNull() && !(node.IsPlain() && (Boolean().IsMatch(node.Text()!) || Number().IsMatch(node.Text()!))),
        "bool" => node.IsPlain() && Boolean().IsMatch(node.Text()!),
        "uint" => node.IsPlain() && uint.TryParse(node.Text(), out _),
        "int" => node.IsPlain() && int.TryParse(node.Text(), out _),
        "duration" => Duration().IsMatch(node.Text()!),
        _ => shape.Split('|') is var names && (names.Contains(node.Text()) || (uint.TryParse(node.Text(), out uint number) && number < names.Length)),
    };

    [GeneratedRegex("^(true|false|yes|no|on|off)$", RegexOptions.IgnoreCase)]
    private static partial Regex Boolean();

    [GeneratedRegex(@"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)$")]
    private static partial Regex Number();

    [GeneratedRegex("^([0-9]+h)?([0-9]+m)?([0-9]+([.][0-9]+)?s)?([0-9]+ms)?$")]
    private static partial Regex Duration();
}
