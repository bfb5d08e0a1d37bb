namespace LlmPolicy.Tests;

/// <summary>What the reader and the compiler find fault with in a TokenBudget.</summary>
internal static class TokenBudgetFaults
{
    private const string Weights = "Weights go from 0 to 1000, with three digits behind the point at the most.";
    private const string Prices = "Give it in the currency's unit, for a million tokens or for a request.";
    private const string Window = "Give one in between, such as 24h.";
    private const string Zone = "Give the name of the IANA database, such as Europe/Berlin.";
    private const string Amounts = "Tokens go to 9007199254740, cost to 9007199254.";
    private const string Pattern = "Name a model, or take the pattern out.";
    private const string One = "limits: [{requests: 1, per: DAY}]";

    public static IReadOnlyDictionary<string, Fault> All { get; } = new Dictionary<string, Fault>
    {
        // Of the budget as a whole.
        ["a budget without limits"] = Spec("§{targetRefs: [{kind: VirtualService, name: vs}], key: [{claim: sub}]}", "Give it limits, such as {tokens: 100000, per: DAY}."),
        ["a budget that says nobody's key"] = Spec(
            "§{targetRefs: [{kind: VirtualService, name: vs}], " + One + "}", "Name the claims, such as key: [{claim: sub}]; or say shared: true, if all callers are to share it."),
        ["a budget that is not shared and has no key"] = Budget(
            "§shared: false, " + One, "Name the claims, such as key: [{claim: sub}]; or say shared: true, if all callers are to share it."),
        ["a budget that is shared and has a key"] = Budget("§shared: true, key: [{claim: sub}], " + One, "Take shared out, or key."),
        ["two lists in a budget's key"] = Budget("key: [{claim: teams, each: true}, §{claim: groups, each: true}], " + One, "Leave each: true on one of them."),
        ["a part of a budget's key that is nothing"] = Budget("key: [§{each: true}], " + One, "Give it claim, apiKey: name, or apiKeyMetadata."),
        ["a list of API keys in a budget's key"] = Budget("key: [§{apiKey: name, each: true}], " + One, "Take each, provider and nestedClaimDelimiter out."),
        ["a limit for bodies of nothing in a budget"] = Keyed("§bodyLimit: 0, " + One, "Leave it out for 1048576, which is 1 MiB."),
        ["a limit for bodies in a budget that no body has"] = Keyed("§bodyLimit: 2147483648, " + One, "Leave it out for 1048576, which is 1 MiB."),
        ["a budget's mode that there is not"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], mode: §LOG, " + One),
        ["an answer to missing usage that there is not"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], onMissingUsage: §ALLOW, " + One),
        ["an answer to broken answers that there is not"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], onAbort: §REFUSE, " + One),
        ["an answer to a failing store that there is not"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], onStoreFailure: §charge, " + One),
        ["a reservation of less than a token"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], reserve: {output: §0.5}, " + One),
        ["a pattern for a budget's models without a character"] = Keyed("models: [gpt-4o, §''], " + One, Pattern),

        // Of limits.
        ["a limit without an amount"] = Limit("§{per: DAY}", "Give it one of tokens, requests, concurrent or cost."),
        ["a limit of two things"] = Read(DiagnosticCodes.OneOf, "key: [{claim: sub}], limits: [{tokens: 5, §requests: 1, per: DAY}]", "Keep one of them."),
        ["a limit for two periods"] = Read(DiagnosticCodes.OneOf, "key: [{claim: sub}], limits: [{tokens: 5, per: DAY, §window: 24h}]", "Keep one of them."),
        ["a limit on what is under way, for a period"] = Read(DiagnosticCodes.OneOf, "key: [{claim: sub}], limits: [{§concurrent: 5, per: DAY}]", "Keep one of them."),
        ["a limit of tokens that is too fine"] = Limit("{tokens: §0.0001, per: DAY}", "Give no more than three digits behind the point."),
        ["a limit of cost that is too fine"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], prices: [{models: ['*'], input: 1, output: 1}], limits: [{cost: §0.0000001, per: DAY}]"),
        ["a limit with an exponent"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], limits: [{tokens: §1e6, per: DAY}]"),
        ["a limit below nothing"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], limits: [{tokens: §-1, per: DAY}]"),
        ["a limit of half a request"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], limits: [{requests: §1.5, per: DAY}]"),
        ["a limit of tokens that nothing counts to"] = Limit("{tokens: §9007199254741, per: DAY}", Amounts),
        ["a limit of cost that nothing counts to"] = Budget("key: [{claim: sub}], prices: [{models: ['*'], input: 1, output: 1}], limits: [{cost: §9007199255, per: DAY}]", Amounts),
        ["a limit without a period"] = Limit("§{tokens: 5}", "Give it per: DAY, another unit, or a window such as 24h."),
        ["a period that there is not"] = new(DiagnosticCodes.WrongType, Manifests("key: [{claim: sub}], limits: [{tokens: 5, per: §YEAR}]")) { Others = DiagnosticCodes.Budget },
        ["a window that is too short"] = Limit("{tokens: 5, §window: 999ms}", Window),
        ["a window that is too long"] = Limit("{tokens: 5, §window: 8784h1s}", Window),
        ["a time zone that there is not"] = Limit("{tokens: 5, per: DAY, timezone: §Europe/Bonn}", Zone),
        ["a time zone without a name"] = Limit("{tokens: 5, per: DAY, timezone: §''}", Zone),
        ["a time zone of a window"] = Limit("{tokens: 5, window: 24h, timezone: §UTC}", "Take timezone out, or give the limit per: DAY or another unit."),
        ["a time zone of what is under way"] = Limit("{concurrent: 5, timezone: §UTC}", "Take timezone out, or give the limit per: DAY or another unit."),
        ["two limits on one thing"] = Limit("{tokens: 5, per: DAY}, §{tokens: 6, per: DAY, timezone: UTC}", "Leave the lower of them."),
        ["more limits than eight"] = Limit(
            string.Join(", ", Enumerable.Range(1, 8).Select(hours => $"{{tokens: {hours}, window: {hours}h}}")) + ", §{requests: 1, per: DAY}",
            "Leave out those that the others keep to anyway, or make two budgets."),

        // Of overrides.
        ["an override without limits"] = Keyed("overrides: [§{key: {sub: a}}], " + One, "Give it limits; they take the place of all of the budget's."),
        ["an override for everybody"] = Keyed("overrides: [§{" + One + "}], " + One, "Say whom it is for, or put its limits in the place of the budget's."),
        ["an override for a claim that is not in the key"] = Keyed("overrides: [{key: {§team: a}, " + One + "}], " + One, "Name one of them, or say with principals who the override is for."),
        ["an override for a number that is not quoted"] = Read(DiagnosticCodes.WrongType, "key: [{claim: sub}], overrides: [{key: {sub: §5}, " + One + "}], " + One, "Quote it: \"5\"."),
        ["a limit of an override without an amount"] = Keyed("overrides: [{key: {sub: a}, limits: [§{per: DAY}]}], " + One, "Give it one of tokens, requests, concurrent or cost."),

        // Of weights and prices.
        ["a weight that is too fine"] = Keyed("count: {input: §0.0001}, " + One, Weights),
        ["a weight that is too large"] = Keyed("count: {cachedRead: 0.1, cachedWrite1Hour: §1000.001}, " + One, Weights),
        ["cost without prices"] = Limit("{tokens: 5, per: DAY}, {cost: §5, per: DAY}", "Add prices, such as {models: ['*'], input: 2.5, output: 10}, for a million tokens each."),
        ["cost of an override without prices"] = Keyed(
            "overrides: [{key: {sub: a}, limits: [{cost: §5, per: DAY}]}], " + One, "Add prices, such as {models: ['*'], input: 2.5, output: 10}, for a million tokens each."),
        ["a price without output"] = Keyed("prices: [§{models: ['*'], input: 1}], " + One, "Give input and output, for a million tokens each; 0 where they are free."),
        ["a price without input"] = Keyed("prices: [§{models: ['*'], output: 1}], " + One, "Give input and output, for a million tokens each; 0 where they are free."),
        ["a price for no model"] = Keyed("prices: [§{input: 1, output: 1}], " + One, "Name the models, or '*' for all."),
        ["a pattern for a price's models without a character"] = Keyed("prices: [{models: [§'', a], input: 1, output: 1}], " + One, Pattern),
        ["a price of more than a million"] = Keyed("prices: [{models: [a], input: §1000000.01, output: 1}], " + One, Prices),
        ["a price of more than a million for a request"] = Keyed("prices: [{models: [a], input: 1, output: 1, request: §1000001}], " + One, Prices),
    };

    private static Fault Limit(string limits, string remedy) => Keyed($"limits: [{limits}]", remedy);

    private static Fault Keyed(string fields, string remedy) => Budget($"key: [{{claim: sub}}], {fields}", remedy);

    private static Fault Budget(string fields, string remedy) => new(DiagnosticCodes.Budget, Manifests(fields), remedy);

    private static Fault Read(string code, string fields, string? remedy = null) => new(code, Manifests(fields), remedy) { Others = DiagnosticCodes.Budget };

    private static Fault Spec(string spec, string remedy) => new(DiagnosticCodes.Budget, OfSpec(spec), remedy);

    private static string Manifests(string fields) => OfSpec("{targetRefs: [{kind: VirtualService, name: vs}], " + fields + "}");

    private static string OfSpec(string spec) => Manifest.Service(Manifest.ForwardAll) + $"\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {{name: tokens}}\nspec: {spec}\n";
}
