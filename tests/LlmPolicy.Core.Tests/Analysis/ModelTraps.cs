namespace LlmPolicy.Tests;

/// <summary>Rules on models that say less than they seem to, and routes that break a signature.</summary>
internal static class ModelTraps
{
    private const string Bedrock = "bedrock-runtime.eu-central-1.amazonaws.com";

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["a model rule that allows nothing"] = new(DiagnosticCodes.EmptyModelRule, Policy("[{models: [a]}, §{name: alias, setModel: {b: a}}]"), "alias"),
        ["a model rule for callers where no token is asked for"] = new(DiagnosticCodes.ModelRuleForNobody, Policy("[{models: [a], principals: [§{jwtPrincipal: {claims: {team: a}}}]}]", "{}"), "rules[0]"),
        ["a model rule for another provider's callers"] = new(DiagnosticCodes.ModelRuleForNobody, Policy("[{models: [a], principals: [§{jwtPrincipal: {provider: q}}]}]"), "p"),
        ["models of a claim where no token is asked for"] = new(DiagnosticCodes.ModelRuleForNobody, Policy("[§{fromClaim: llms}]", "{}"), "llms"),
        ["models of a claim of another provider"] = new(DiagnosticCodes.ModelRuleForNobody, Policy("[§{fromClaim: llms, claimProvider: q}]"), "p"),
        ["a route that rewrites the path of a signed request"] = new(DiagnosticCodes.SignatureBroken, Signed("prefixRewrite: /"), "the path"),
        ["a route that rewrites the Host of a signed request"] = new(DiagnosticCodes.SignatureBroken, Signed("autoHostRewrite: true"), "the Host"),
        ["a model rule that puts another model into a signed request"] = new(
            DiagnosticCodes.SignatureBroken, Signed("").Replace("§", "", StringComparison.Ordinal) + Models("[§{models: [a], setModel: {a: b}}]"), "another model"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["a Secret whose models a policy checks"] = Sound.Host(Sound.Route("prefix: /", "{" + Sound.Secret + "}"), Sound.Jwt) + Models("[{models: [a]}]"),
        ["a model policy that allows nothing at all"] = Policy("[]"),
        ["a model rule for ways alone"] = Policy("[{unnamed: [BATCH]}]"),
        ["model rules for the routes' own callers"] = Policy("[{models: [a], principals: [{jwtPrincipal: {provider: p}}, {jwtPrincipal: {claims: {team: a}}}]}, {fromClaim: llms, claimProvider: p}]"),
        ["a signed request that goes on as it came"] = Signed("timeout: 5s").Replace("§", "", StringComparison.Ordinal) + Models("[{models: [a]}]"),
        ["a path that is rewritten with a key of its own"] = Signed("prefixRewrite: /, " + Sound.Secret, Sound.Jwt).Replace("§", "", StringComparison.Ordinal) + Models("[{models: [a]}]"),
        ["a path that is rewritten on the way to another AWS service"] = Signed("prefixRewrite: /").Replace("§", "", StringComparison.Ordinal).Replace(Bedrock, "bedrock.eu-central-1.amazonaws.com", StringComparison.Ordinal),
    };

    private static string Policy(string rules, string? options = null) => Sound.Host(Sound.Route("prefix: /"), options ?? Sound.Jwt) + Models(rules);

    private static string Signed(string options, string hostOptions = "{}") => Sound.Host(
        $"- {{matchers: [{{prefix: /}}], routeAction: §{{single: {{upstream: {{name: aws}}}}}}, options: {{{options}}}}}", hostOptions,
        Sound.Upstream("aws", $"{{static: {{hosts: [{{addr: {Bedrock}, port: 443}}]}}}}"));

    private static string Models(string rules) => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: models}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], rules: {{rules}}}

        """;
}
