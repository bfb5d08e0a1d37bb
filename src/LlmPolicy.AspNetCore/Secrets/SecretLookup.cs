namespace LlmPolicy.Secrets;

/// <summary>A secret that can be sent, or why there is none.</summary>
internal readonly record struct SecretLookup(HeaderSecret? Secret, string? Problem);
