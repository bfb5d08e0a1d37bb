namespace LlmPolicy.Testing.Rules;

/// <summary>A node by the indices of items and entries that lead to it.</summary>
internal sealed record NodePath(NodePath? Parent, int Index)
{
    public static readonly NodePath Root = new(null, 0);

    public NodePath Down(int index) => new(this, index);

    public bool IsBelow(NodePath other) => Parent is not null && (Parent == other || Parent.IsBelow(other));
}
