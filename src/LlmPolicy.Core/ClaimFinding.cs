namespace LlmPolicy;

/// <summary>What a principal asked of a claim, and what the token had there: types, never a value.</summary>
/// <param name="Policy">The RBAC policy's name (<c>rbac.policies</c>).</param>
/// <param name="Claim">The claim's path as compared, as <c>llms > huggingface</c>; a name with <c>></c>, a quote or white space in it stands in single quotes.</param>
/// <param name="Found">The type found: <c>string</c>, <c>number</c>, <c>boolean</c>, <c>list</c>, <c>object</c>, <c>null</c>, <c>missing</c>, or <c>no caller</c> where no token of the principal's provider was verified.</param>
/// <param name="Matched">Whether the claim is what the principal asks for.</param>
/// <param name="Position">The claim's line in the manifest.</param>
public sealed record ClaimFinding(string Policy, string Claim, string Found, bool Matched, SourcePosition Position);
