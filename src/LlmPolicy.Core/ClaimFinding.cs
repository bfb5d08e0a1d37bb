namespace LlmPolicy;

/// <summary>What a principal asked of a claim, and what the token had there: types, never a value.</summary>
public sealed record ClaimFinding
{
    /// <summary>The RBAC policy's name (<c>rbac.policies</c>).</summary>
    public required string Policy { get; init; }

    /// <summary>The claim's path as compared, as <c>llms > huggingface</c>; a name with <c>></c>, a quote or white space in it stands in single quotes.</summary>
    public required string Claim { get; init; }

    /// <summary>The type found: <c>string</c>, <c>number</c>, <c>boolean</c>, <c>list</c>, <c>object</c>, <c>null</c>, <c>missing</c>, or <c>no caller</c> where no token of the principal's provider was verified.</summary>
    public required string Found { get; init; }

    /// <summary>Whether the claim is what the principal asks for.</summary>
    public required bool Matched { get; init; }

    /// <summary>The claim's line in the manifest.</summary>
    public required SourcePosition Position { get; init; }
}
