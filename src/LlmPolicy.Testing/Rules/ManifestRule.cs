using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Rules;

/// <summary>A rule and the place of its node in the files.</summary>
/// <param name="Rule">The rule as it is reported.</param>
/// <param name="File">The file's index.</param>
/// <param name="NodePath">The node, from the file's documents down, as the walk numbers them.</param>
/// <param name="Field">The list that it is an item of, or the object that it is an entry of, by its field; empty for an object that is an item or named.</param>
/// <param name="Value">The node itself.</param>
internal sealed record ManifestRule(PolicyRule Rule, int File, NodePath NodePath, string Field, ManifestNode Value)
{
    /// <summary>Whether this is a part of the other rule.</summary>
    public bool IsInside(ManifestRule other) => File == other.File && NodePath.IsBelow(other.NodePath);
}
