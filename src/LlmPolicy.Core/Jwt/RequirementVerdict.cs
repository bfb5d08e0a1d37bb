using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary>A stage's verdict: nothing in it lets the request go on.</summary>
internal sealed record RequirementVerdict(Refusal? Refusal, RemoteJwks? Needed)
{
    public static readonly RequirementVerdict Satisfied = new(null, null);
}
