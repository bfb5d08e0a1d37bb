namespace LlmPolicy.Jwt;

/// <summary>What passes without a verified token (<c>validationPolicy</c>).</summary>
internal enum JwtTolerance
{
    None,
    Missing,
    MissingOrFailed,
}
