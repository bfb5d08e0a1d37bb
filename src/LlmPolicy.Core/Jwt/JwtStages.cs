namespace LlmPolicy.Jwt;

/// <summary>What a route asks of tokens in Gloo's two stages, before and after external authorisation; null asks for nothing.</summary>
internal sealed record JwtStages(JwtRequirement? BeforeExtAuth, JwtRequirement? AfterExtAuth)
{
    public const int Count = 2;

    public static readonly JwtStages None = new(null, null);

    /// <summary>The stages that ask for something, in order.</summary>
    public IEnumerable<JwtRequirement> InOrder => new[] { BeforeExtAuth, AfterExtAuth }.OfType<JwtRequirement>();

    public JwtRequirement? this[int stage] => stage == 0 ? BeforeExtAuth : AfterExtAuth;
}
