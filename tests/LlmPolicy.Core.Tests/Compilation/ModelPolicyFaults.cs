namespace LlmPolicy.Tests;

/// <summary>What the compiler finds fault with in a ModelPolicy.</summary>
internal static class ModelPolicyFaults
{
    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        ["a pattern for models without a character"] = Rule("models: [§'']", "Name a model, or take the pattern out."),
        ["a model that is set to nothing"] = Rule("setModel: {fast: §''}", "Give the name that the provider knows."),
        ["a model that is set to two names"] = Rule("setModel: {fast: §'a,b'}", "Give the name that the provider knows."),
        ["a provider of a claim that is not asked for"] = Rule("claimProvider: §p", "Add fromClaim, or take claimProvider out."),
        ["a way to a model that is misspelt"] = Rule("unnamed: [§BATHC]", "Did you mean 'BATCH'?"),
        ["a way to a model that there is not"] = Rule(
            "unnamed: [§WISHES]", "There are PREVIOUS_RESPONSE, PROMPT, AGENT, ASSISTANT, REALTIME_SESSION, BATCH, FILE, PROVIDER_DEFAULT."),
        ["a limit for bodies of nothing"] = Policy("rules: [], §bodyLimit: 0", "Leave it out for 1048576, which is 1 MiB."),
    };

    private static Fault Rule(string fields, string remedy) => Policy("rules: [{" + fields + "}]", remedy);

    private static Fault Policy(string fields, string remedy) => new(
        DiagnosticCodes.ModelRule,
        Manifest.Service(Manifest.ForwardAll) + "\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {name: models}\nspec: {targetRefs: [{kind: VirtualService, name: vs}], " + fields + "}\n",
        remedy);
}
