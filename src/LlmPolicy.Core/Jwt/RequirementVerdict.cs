using LlmPolicy.Evaluation;

namespace LlmPolicy.Jwt;

/// <summary>A stage's verdict: nothing in it lets the request go on.</summary>
internal readonly record struct RequirementVerdict(Refusal? Refusal, RemoteJwks? Needed)
{
    public static RequirementVerdict Satisfied => default;
}
