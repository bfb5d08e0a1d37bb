namespace LlmPolicy.Resources;

/// <summary><c>jwt.validationPolicy</c>.</summary>
internal enum ValidationPolicy
{
    RequireValid,
    AllowMissing,
    AllowMissingOrFailed,
}
