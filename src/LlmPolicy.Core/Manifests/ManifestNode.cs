namespace LlmPolicy.Manifests;

/// <summary>A node of a manifest with its place; the reader's own tree, so that every field knows where it stands.</summary>
/// <param name="Position">Where the node begins.</param>
/// <param name="Size">Nodes in this subtree once aliases are expanded; a long text counts for more than one.</param>
/// <param name="Height">Levels in this subtree once aliases are expanded.</param>
internal abstract record ManifestNode(SourcePosition Position, long Size, int Height);

/// <summary>A scalar. <paramref name="IsPlain"/>: written without quotes, so that YAML gives it a type.</summary>
internal sealed record ScalarNode(SourcePosition Position, string Text, bool IsPlain) : ManifestNode(Position, 1 + (Text.Length / LongText), 1)
{
    private const int LongText = 256;

    public bool IsNull => IsPlain && (Text is "" or "~" or "null" or "Null" or "NULL");
}

internal sealed record ListNode(SourcePosition Position, IReadOnlyList<ManifestNode> Items, long Size, int Height)
    : ManifestNode(Position, Size, Height);

internal sealed record MapNode(SourcePosition Position, List<MapEntry> Entries, long Size, int Height)
    : ManifestNode(Position, Size, Height);

/// <summary>A key and its value.</summary>
internal readonly record struct MapEntry(ScalarNode Key, ManifestNode Value);
