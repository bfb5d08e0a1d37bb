namespace LlmPolicy.Manifests;

/// <summary>A decimal number of a manifest and where it stands.</summary>
internal readonly record struct Number(decimal Value, SourcePosition Position);
