using LlmPolicy.Jwt;

namespace LlmPolicy.Compilation;

/// <summary>The requirements of the two stages; null asks for nothing.</summary>
internal sealed record StagedRequirements(JwtRequirement? BeforeExtAuth, JwtRequirement? AfterExtAuth)
{
    public JwtRequirement[] InOrder => [.. new[] { BeforeExtAuth, AfterExtAuth }.OfType<JwtRequirement>()];
}
