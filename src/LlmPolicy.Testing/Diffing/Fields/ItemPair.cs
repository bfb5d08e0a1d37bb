namespace LlmPolicy.Testing.Diffing.Fields;

/// <summary>An item of a list in both versions; null where a version does not have it.</summary>
internal sealed record ItemPair(int? OldIndex, FieldNode? Old, int? NewIndex, FieldNode? New);
