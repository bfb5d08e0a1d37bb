namespace LlmPolicy.Tests;

/// <summary>Budgets that never apply, or not as they are written.</summary>
internal static class BudgetTraps
{
    private const string Key = "key: [{claim: sub}]";

    private const string Tokens = "limits: [{tokens: 1000, per: DAY}]";

    private const string Cost = "shared: true, limits: [{cost: 10, per: MONTH}]";

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["a budget on routes that answer by themselves"] = new(
            DiagnosticCodes.UnusedBudget, Sound.Host("- {matchers: [{prefix: /}], directResponseAction: {status: 200}}", Sound.Jwt) + Budget($"{Key}, {Tokens}", "§"), "answer by themselves"),
        ["a key where no token is asked for"] = new(DiagnosticCodes.BudgetKeyUnverified, Policy("key: [§{claim: team}], " + Tokens, options: "{}"), "refuses every request by the claim 'team': no token is asked for"),
        ["a key of a provider that the routes don't have"] = new(DiagnosticCodes.BudgetKeyUnverified, Policy("key: [{claim: sub}, §{claim: team, provider: q}], " + Tokens), "no token of q is verified"),
        ["a key in the shadow where no token is asked for"] = new(DiagnosticCodes.BudgetKeyUnverified, Policy("mode: SHADOW, key: [§{claim: sub}], " + Tokens, options: "{}"), "counts nothing"),
        ["an override for a provider that the routes don't have"] = new(
            DiagnosticCodes.BudgetKeyUnverified, Policy($"{Key}, {Tokens}, overrides: [{{principals: [{{jwtPrincipal: §{{provider: q}}}}], {Tokens}}}]"), "is for nobody"),
        ["a model that no rule sends on"] = new(DiagnosticCodes.BudgetModel, Policy($"{Key}, {Tokens}, models: [small, §'gpt-*']", Models("[{models: [small]}]")), "'gpt-*'"),
        ["a model under a name that is not sent"] = new(DiagnosticCodes.BudgetModel, Policy($"{Key}, {Tokens}, models: [§fast]", Models("[{models: [fast], setModel: {fast: small}}]")), "'fast'"),
        ["a price of a model that no rule sends on"] = new(
            DiagnosticCodes.BudgetModel, Policy(Cost + ", prices: [{models: [small, §'large-*'], input: 1, output: 1}]", Models("[{models: [small]}]")), "'large-*'"),
        ["a model without a price"] = new(
            DiagnosticCodes.BudgetPrice, Sound.Host(Sound.Route("prefix: /"), Sound.Jwt) + Budget(Cost + ", prices: [{models: ['small*'], input: 1, output: 1}]", "§") + Models("[{models: [small, large, 'o1*']}]"), "'large' and 'o1*' are refused"),
        ["a hard budget in the shadow"] = new(DiagnosticCodes.ShadowHard, Sound.Host(Sound.Route("prefix: /"), Sound.Jwt) + Budget($"{Key}, {Tokens}, hard: true, mode: SHADOW", "§"), "sets no limit")
        {
            Severity = DiagnosticSeverity.Note,
        },
        ["an override behind one for the same key"] = new(
            DiagnosticCodes.UnreachableOverride, Policy($"key: [{{claim: sub}}, {{claim: team}}], {Tokens}, overrides: [{{key: {{team: a}}, {Tokens}}}, §{{key: {{sub: x, team: a}}, {Tokens}}}]"), "never counts"),
        ["an override behind one for the same principals"] = new(
            DiagnosticCodes.UnreachableOverride,
            Policy($"{Key}, {Tokens}, overrides: [{{principals: [{Principal("a")}, {Principal("b")}], {Tokens}}}, §{{key: {{sub: x}}, principals: [{Principal("b")}], {Tokens}}}]"), "never counts"),
        ["a limit of an hour above that of the day"] = new(DiagnosticCodes.IdleLimit, Policy(Key + ", limits: [§{tokens: 1000, per: HOUR}, {tokens: 1000, per: DAY}]"), "never binds"),
        ["a limit of a rolling hour above that of a rolling day"] = new(DiagnosticCodes.IdleLimit, Policy(Key + ", limits: [{requests: 5, window: 24h}, §{requests: 6, window: 1h}]"), "never binds"),
        ["a limit of an override that never binds"] = new(
            DiagnosticCodes.IdleLimit, Policy($"{Key}, {Tokens}, overrides: [{{key: {{sub: x}}, limits: [{{requests: 5, per: WEEK}}, §{{requests: 9, per: MINUTE}}]}}]"), "never binds"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["a budget by the routes' own callers"] = Policy($"key: [{{claim: sub, provider: p}}, {{claim: team}}], {Tokens}, overrides: [{{principals: [{{jwtPrincipal: {{provider: p}}}}], {Tokens}}}]"),
        ["a budget that all share where no token is asked for"] = Policy($"shared: true, {Tokens}", options: "{}"),
        ["a budget of which one route sends on"] = Sound.Host("- {matchers: [{exact: /}], directResponseAction: {status: 200}}\n" + Sound.Route("prefix: /a/"), Sound.Jwt) + Budget($"{Key}, {Tokens}"),
        ["models that a pattern allows"] = Policy($"{Key}, {Tokens}, models: ['*mini', gpt-4o]", Models("[{models: ['gpt-*']}]")),
        ["models under the names that are sent"] = Policy($"{Key}, {Tokens}, models: [small]", Models("[{models: ['f*'], setModel: {fast: small}}]")),
        ["models that claims allow"] = Policy(Cost + ", models: [a], prices: [{models: [b], input: 1, output: 1}]", Models("[{models: [small]}, {fromClaim: llms}]")),
        ["models where no rule says which"] = Policy(Cost + ", models: [a], prices: [{models: [a], input: 1, output: 1}]"),
        ["a model without a price that the budget does not count"] = Policy(Cost + ", models: [small], prices: [{models: [small], input: 1, output: 1}]", Models("[{models: [small, large]}]")),
        ["a price for all others"] = Policy(Cost + ", prices: [{models: [small], input: 1, output: 1}, {models: ['*'], input: 9, output: 9}]", Models("[{models: [small, large]}]")),
        ["the narrower override first"] = Policy($"{Key}, {Tokens}, overrides: [{{key: {{sub: x}}, principals: [{Principal("a")}], {Tokens}}}, {{key: {{sub: x}}, {Tokens}}}, {{principals: [{Principal("a")}], {Tokens}}}]"),
        ["limits that each may bind"] = Policy(
            Key + ", limits: [{tokens: 10, per: MINUTE}, {tokens: 100, per: DAY}, {requests: 5, per: DAY}, {requests: 5, window: 24h}, {cost: 9, per: WEEK}, {cost: 9, per: MONTH}], prices: [{models: ['*'], input: 1, output: 1}]"),
        ["days of two zones"] = Policy(Key + ", limits: [{tokens: 100, per: DAY, timezone: Europe/Berlin}, {tokens: 100, per: MONTH}]"),
    };

    private static string Principal(string team) => $"{{jwtPrincipal: {{claims: {{team: {team}}}}}}}";

    private static string Policy(string spec, string models = "", string? options = null) => Sound.Host(Sound.Route("prefix: /"), options ?? Sound.Jwt) + Budget(spec) + models;

    private static string Budget(string spec, string mark = "") => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: budget}
        spec: {{mark}}{targetRefs: [{kind: VirtualService, name: vs}], {{spec}}}

        """;

    private static string Models(string rules) => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: {{rules}}}

        """;
}
