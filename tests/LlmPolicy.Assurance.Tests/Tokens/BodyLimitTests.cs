using System.Text;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Of several that read a body each holds it to its own <c>bodyLimit</c>, in whatever order they stand, and what a body opens to as well.</summary>
public sealed class BodyLimitTests
{
    private static readonly int[] Limits = [1_000, 1_001, 5_000];

    /// <summary>What reads bodies.</summary>
    private static readonly Func<int, int, string>[] Kinds =
    [
        (index, limit) => Document("ModelPolicy", index, $"bodyLimit: {limit}, rules: [{{models: ['m']}}]"),
        (index, limit) => Document("TokenBudget", index, $"bodyLimit: {limit}, shared: true, limits: [{{tokens: 100000, per: DAY}}]"),
        (index, limit) => Document("TokenBudget", index, $"bodyLimit: {limit}, shared: true, hard: true, limits: [{{tokens: 100000, per: DAY}}]"),
    ];

    [Fact]
    public void A_body_that_is_longer_than_one_of_them_allows_is_refused()
    {
        foreach (var first in Kinds)
        {
            foreach (var second in Kinds)
            {
                foreach (int one in Limits)
                {
                    foreach (int other in Limits)
                    {
                        var policy = PolicyShape.Compile($"{PolicyShape.OneRoute("{}")}\n---\n{first(1, one)}\n---\n{second(2, other)}\n---\n{PolicyShape.Up}", KeyRing.Options);
                        foreach (int length in (int[])[999, 1_000, 1_001, 1_002, 4_999, 5_000, 5_001])
                        {
                            bool expected = length <= Math.Min(one, other);
                            string told = $"{length} bytes: {first(1, one)} {second(2, other)}";

                            IsAllowed(policy, Body(length), null).ShouldBe(expected, told);
                            IsAllowed(policy, Packed.In("gzip", Body(length)), "gzip").ShouldBe(expected, $"packed, {told}");
                        }
                    }
                }
            }
        }
    }

    private static bool IsAllowed(CompiledPolicy policy, byte[] body, string? coding)
    {
        PolicyRequest request = new()
        {
            Method = "POST",
            Target = "/v1/chat/completions",
            Authority = "any.test",
            Headers = [new("content-type", "application/json"), .. coding is null ? Array.Empty<HeaderField>() : [new("content-encoding", coding)]],
        };
        PolicyFacts facts = new() { Body = BodyFact.Whole(body) };
        bool isAllowed = policy.Evaluate(request, facts, AskShape.Now).IsAllowed;
        policy.Explain(request, facts, AskShape.Now).Decision.IsAllowed.ShouldBe(isAllowed);
        return isAllowed;
    }

    /// <summary>A call of so many bytes.</summary>
    private static byte[] Body(int length)
    {
        string call = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""";
        return Encoding.UTF8.GetBytes(call.Replace("x\"", new string('x', length - call.Length + 1) + "\"", StringComparison.Ordinal));
    }

    private static string Document(string kind, int index, string spec) =>
        $"apiVersion: llmpolicy.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: n{index}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: vs}}], {spec}}}";
}
