namespace LlmPolicy.Manifests;

/// <summary>A string of a manifest and where it stands.</summary>
internal sealed record Text(string Value, SourcePosition Position)
{
    public override string ToString() => Value;
}
