using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Requests to a route with a TokenBudget, and what they take of it.</summary>
internal static class Budgeting
{
    public const string Chat = "/v1/chat/completions";

    public const string Caller = """{"sub":"a","team":"staff","org":{"id":7},"groups":["x","z","x"],"empty":"","list":[]}""";

    public const string Ask60 = """{"model":"m","max_tokens":60}""";

    private static readonly SigningKey Signer = Keys.Hmac;

    /// <summary>What the input is estimated at: three bytes a token, and three bytes more for each name and at the least for a number.</summary>
    public static readonly long Input = (("model".Length + 3 + "m".Length + "max_tokens".Length + 3 + 3) + 2) / 3;

    public static long Output(string budget, OutputHistory? history, string claims = Caller, string body = """{"model":"m"}""") =>
        Ask(Policy("key: [{claim: sub}], " + budget), body, claims, history: history).ShouldForward().Effects.OfType<BudgetDemand>().Single().Output;

    public static void Learn(string budget, OutputHistory history, long output, string claims = Caller) =>
        Ask(Policy("key: [{claim: sub}], " + budget), """{"model":"m"}""", claims, history: history).ShouldForward().Effects.OfType<BudgetDemand>().Single().Learn(history, Reported(10, output));

    public static LlmUsage Reported(long input, long output) => new() { Source = LlmUsageSource.Reported, End = LlmAnswerEnd.Whole, Input = input, Output = output, Total = input + output };

    public static BudgetDemand Demand(string budget, string body, string claims = Caller) => Ask(Policy(budget), body, claims).ShouldForward().Effects.OfType<BudgetDemand>().ShouldHaveSingleItem();

    public static PolicyDecision Ask(CompiledPolicy policy, string body, string claims = Caller, string target = Chat, OutputHistory? history = null) =>
        policy.Evaluate(Request(claims, target), PolicyFacts.None with { Body = BodyFact.Whole(Encoding.UTF8.GetBytes(body)), Outputs = history }, Deciding.Now);

    public static string Token { get; } = Signer.Sign(Caller);

    public static PolicyRequest Request(string claims = Caller, string target = Chat) =>
        Requests.Post(target, ("authorization", $"Bearer {Signer.Sign(claims)}"), ("content-type", "application/json"));

    public static CompiledPolicy Policy(string budget) => Compiling.Policy(Written(budget));

    public static string Written(string budget) => Manifest.Route("{}", Manifest.Jwt(Signer.PublicKey)) + Document(budget);

    public static string Document(string budget, string name = "tokens") => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: {{name}}, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], {{budget}}}

        """;
}
