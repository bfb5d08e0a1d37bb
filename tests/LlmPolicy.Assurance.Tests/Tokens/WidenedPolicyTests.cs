using CsCheck;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Budgets;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>More said of who may never refuses anybody, and less never lets anybody in: principals, rules, API keys, origins, limits.</summary>
public sealed class WidenedPolicyTests
{
    private enum Edit
    {
        MorePrincipals,
        MoreRules,
        MoreMethods,
        NoPrefix,
        FewerClaims,
        NoProvider,
        Tolerance,
        MoreAudiences,
        NoIssuer,
        LongerSkew,
        NoRules,
    }

    [Fact]
    public void Adding_a_principal_a_rule_or_an_audience_never_narrows_and_removing_it_never_widens()
    {
        long widened = 0;
        Gen.Select(Any.Policy, Gen.Enum<Edit>(), Any.Rule, Gen.Int, Any.Request.Array[1, 6]).Hold(
            one =>
            {
                var (policy, edit, rule, seed, requests) = one;
                var wider = Wider(policy, edit, rule, new Random(seed));
                CompiledPolicy before = policy.Compile(), after = wider.Compile();
                var cache = new TokenCache(8);
                foreach (var each in requests)
                {
                    var request = (each with { Policy = policy }).Request();
                    bool was = before.Evaluate(request, PolicyFacts.None, AskShape.Now).IsAllowed;
                    bool @is = after.Evaluate(request, PolicyFacts.None, AskShape.Now).IsAllowed;

                    (was && !@is).ShouldBeFalse($"{edit} refuses {each}");
                    Interlocked.Add(ref widened, @is && !was ? 1 : 0);

                    // Of what one policy has remembered the other knows nothing.
                    before.Evaluate(request, new PolicyFacts { Tokens = cache }, AskShape.Now).IsAllowed.ShouldBe(was);
                    after.Evaluate(request, new PolicyFacts { Tokens = cache }, AskShape.Now).IsAllowed.ShouldBe(@is);
                    before.Evaluate(request, new PolicyFacts { Tokens = cache }, AskShape.Now).IsAllowed.ShouldBe(was);
                }
            },
            2_000);

        widened.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Of_API_keys_those_that_are_there_let_in_and_no_other_text()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Int, Gen.Bool).Hold(
            one =>
            {
                var (count, seed, isDigest) = one;
                var chance = new Random(seed);
                string[] keys = [.. Enumerable.Range(0, count).Select(i => $"Key-{i}-{chance.Next():x8}")];
                int left = chance.Next(count);
                CompiledPolicy all = Keyed(keys, isDigest), fewer = Keyed([.. keys.Where((_, i) => i != left)], isDigest);
                foreach (string key in keys)
                {
                    string[] shown = [key, $"{key}x", key[..^1], key.ToUpperInvariant(), $" {key}", $"{key},{keys[0]}", $"Bearer {key}", "", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(key))).ToLowerInvariant()];
                    foreach (string text in shown)
                    {
                        IsLetIn(all, text).ShouldBe(keys.Contains(text), text);
                        IsLetIn(fewer, text).ShouldBe(keys.Contains(text) && text != keys[left], text);
                    }

                    IsLetIn(all, key, key).ShouldBeFalse("two lines");
                }
            },
            60);

        static bool IsLetIn(CompiledPolicy policy, params string[] lines) =>
            policy.Evaluate(Asked("GET", [.. lines.Select(line => new HeaderField("api-key", line))]), PolicyFacts.None, AskShape.Now).Forwarding is not null;
    }

    [Fact]
    public void Of_origins_those_that_are_named_may_read_answers_and_no_other()
    {
        string[] origins = ["https://a.test", "https://b.test", "https://a.test:8443", "http://a.test", "https://A.test", "https://evil-a.test", "https://a.test.evil", "null", "https://d.test"];
        string[] patterns = ["https://[a-c]\\.test", "https://a\\.test(:[0-9]+)?", "https?://b\\.test"];
        Gen.Select(Gen.OneOf(origins[..6]).Array[0, 3], Gen.OneOf(patterns).Array[0, 2], Gen.Int).Where(c => c.Item1.Length + c.Item2.Length > 0).Hold(
            one =>
            {
                var (exact, regular, seed) = one;
                string[] fewer = exact.Length + regular.Length > 1 ? [.. exact.Skip(1)] : exact;
                CompiledPolicy all = Sharing(exact, regular), less = Sharing(fewer, regular);
                foreach (string origin in origins)
                {
                    bool matches = regular.Any(pattern => System.Text.RegularExpressions.Regex.IsMatch(origin, $"\\A(?:{pattern})\\z"));
                    MayRead(all, origin).ShouldBe(exact.Contains(origin) || matches, origin);
                    MayRead(less, origin).ShouldBe(fewer.Contains(origin) || matches, origin);
                }
            },
            150);

        static bool MayRead(CompiledPolicy policy, string origin)
        {
            var preflight = policy.Evaluate(Asked("OPTIONS", [new("origin", origin), new("access-control-request-method", "GET")]), PolicyFacts.None, AskShape.Now);
            var forwarding = policy.Evaluate(Asked("GET", [new("origin", origin)]), PolicyFacts.None, AskShape.Now).Forwarding.ShouldNotBeNull();
            bool isAnswered = preflight.Reason == ReasonCodes.CorsPreflight;
            isAnswered.ShouldBe(forwarding.ResponseHeaders(new UpstreamAnswer(200, [])).Any(h => h.Name == "access-control-allow-origin" && h.Value == origin));
            return isAnswered;
        }
    }

    private static readonly string[] Models = ["m-1", "m-12", "m-2", "o3", "M-1", "m-*", "*"];

    /// <summary>A rule of a ModelPolicy: whose it is (null: everybody's), and which models it allows (null: those of the caller's own claim).</summary>
    private sealed record ModelRuleShape(string? Team, string[]? Models)
    {
        public string Text => $"{{{(Team is null ? "" : $"principals: [{{jwtPrincipal: {{claims: {{team: {Team}}}}}}}], ")}{(Models is null ? "fromClaim: models" : $"models: [{Quoted(Models)}]")}}}";

        public bool Allows(string team, string[] claimed, string model) => (Team is null || Team == team)
            && (this.Models ?? claimed).Any(name => name == model || (Models is not null && name.EndsWith('*') && model.StartsWith(name[..^1], StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_models_those_that_a_rule_for_the_caller_names_are_served_and_a_rule_less_serves_no_more()
    {
        var rule = Gen.Select(Gen.OneOf(null, "a", "b"), Gen.OneOf<string[]?>(["m-1"], ["m-*", "o3"], ["*"], ["m-1*"], ["M-1"], null, null), (team, models) => new ModelRuleShape(team, models));
        Gen.Select(rule.Array[0, 4], Gen.OneOf("a", "b", "c"), Gen.OneOf<string[]>([], ["m-1"], ["m-*"], ["o3", "m-2"])).Hold(
            one =>
            {
                var (rules, team, claimed) = one;
                string token = KeyRing.Of("HS256").Sign(new JsonTree.Object(("team", team), ("models", new JsonTree.List([.. claimed.Select(m => (JsonTree)m)]))).ToString());
                foreach (ModelRuleShape[] some in new[] { rules, [.. rules.Skip(1)], [.. rules.SkipLast(1)] })
                {
                    var policy = Modelled(some);
                    foreach (string model in Models)
                    {
                        var request = Asked("POST", [new("authorization", $"Bearer {token}"), new("content-type", "application/json")]) with { Target = "/v1/chat/completions" };
                        var facts = new PolicyFacts { Body = BodyFact.Whole(System.Text.Encoding.UTF8.GetBytes(new JsonTree.Object(("model", model)).ToString())) };

                        policy.Evaluate(request, facts, AskShape.Now).IsAllowed.ShouldBe(some.Any(r => r.Allows(team, claimed, model)), model);
                    }
                }
            },
            100);
    }

    private static CompiledPolicy Modelled(ModelRuleShape[] rules)
    {
        string jwt = new JsonTree.Object(("providers", new JsonTree.Object(("p0", new JsonTree.Object(("jwks", new JsonTree.Object(("local", new JsonTree.Object(("key", KeyRing.Of("HS256").PublicKey)))))))))).ToString();
        return PolicyShape.Compile(
            $"{PolicyShape.OneRoute($"{{jwt: {jwt}}}")}\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: ModelPolicy\nmetadata: {{name: all, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: vs}}], rules: [{string.Join(", ", rules.Select(r => r.Text))}]}}\n---\n{PolicyShape.Up}",
            KeyRing.Options);
    }

    [Fact]
    public void Of_limits_the_least_counts_and_one_that_is_removed_refuses_nobody()
    {
        var limit = Gen.OneOf(
            Gen.Int[0, 9].Select(n => ((string, int))($"{{requests: {n}, per: DAY}}", n)), Gen.Int[0, 9].Select(n => ((string, int))($"{{requests: {n}, per: MONTH}}", n)),
            Gen.Int[0, 9].Select(n => ((string, int))($"{{concurrent: {n}}}", n)), Gen.OneOf(Gen.Const(0), Gen.Int[1, 900]).Select(n => ((string, int))($"{{tokens: {n}, per: DAY}}", n == 0 ? 0 : Math.Max(1, n / 100))));
        Gen.Select(limit.Array[2, 4], Gen.Int[0, 3]).Hold(
            one =>
            {
                var limits = one.Item1.DistinctBy(l => l.Item1[..^7]).DistinctBy(l => l.Item1.Split(':')[0] + l.Item1.Split(',')[^1]).ToList();
                int all = Admitted(limits);
                all.ShouldBe(Math.Min(12, limits.Min(l => l.Item2)));
                for (int left = 0; left < limits.Count && limits.Count > 1; left++)
                {
                    Admitted([.. limits.Where((_, i) => i != left)]).ShouldBeGreaterThanOrEqualTo(all);
                }
            },
            60);
    }

    /// <summary>How many of twelve requests at once are let through, each of 100 tokens.</summary>
    private static int Admitted(List<(string Text, int)> limits)
    {
        var policy = PolicyShape.Compile(
            $"{PolicyShape.OneRoute("{}")}\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {{name: tokens, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: vs}}], shared: true, limits: [{string.Join(", ", limits.Select(l => l.Text))}]}}\n---\n{PolicyShape.Up}",
            KeyRing.Options);
        var clock = new FakeTimeProvider(AskShape.Now);
        var store = new MemoryBudgetStore(clock);
        var ledger = new BudgetLedger(store, store, new BudgetNames(null), new OutputHistory());
        const string Body = """{"model":"m","max_tokens":91}""";
        int admitted = 0;
        for (int i = 0; i < 12; i++)
        {
            var request = Asked("POST", [new("content-type", "application/json")]) with { Target = "/v1/chat/completions" };
            var decision = policy.Evaluate(request, new PolicyFacts { Body = BodyFact.Whole(System.Text.Encoding.ASCII.GetBytes(Body)) }, AskShape.Now);
            var forwarding = decision.Forwarding.ShouldNotBeNull(decision.Reason);
            var admission = ledger.ReserveAsync(decision, forwarding, BudgetLedger.DemandsOf(forwarding)!, default).AsTask().GetAwaiter().GetResult();
            admitted += admission.Refusal is null ? 1 : 0;
        }

        return admitted;
    }

    private static PolicyShape Wider(PolicyShape policy, Edit edit, RuleShape rule, Random chance)
    {
        switch (edit)
        {
            case Edit.MoreRules when policy.Rules is { } rules:
                return policy with { Rules = Inserted(rules, rule, chance) };
            case Edit.MoreRules or Edit.NoRules:
                return policy with { Rules = edit == Edit.NoRules ? null : policy.Rules, OwnRules = policy.OwnRules is { } own && edit == Edit.MoreRules ? Inserted(own, rule, chance) : policy.OwnRules };
            case Edit.Tolerance:
                return policy.Tolerance is null or "REQUIRE_VALID" ? policy with { Tolerance = "ALLOW_MISSING" } : policy with { Tolerance = "ALLOW_MISSING_OR_FAILED" };

            // Where two providers could accept, another one is the first to: that is another caller.
            case Edit.MoreAudiences when policy.Providers is [{ Audiences.Count: > 0 } provider]:
                return policy with { Providers = [provider with { Audiences = [.. provider.Audiences, "x"] }] };
            case Edit.NoIssuer when policy.Providers is [var provider]:
                return policy with { Providers = [provider with { Issuer = null }] };
            case Edit.LongerSkew when policy.Providers is [var provider]:
                return policy with { Providers = [provider with { Skew = 20_000 }] };
            case Edit.MoreAudiences or Edit.NoIssuer or Edit.LongerSkew:
                return policy;
            default:
                return policy with { Rules = Each(policy.Rules, edit, rule, chance), OwnRules = Each(policy.OwnRules, edit, rule, chance) };
        }
    }

    private static RuleShape[]? Each(IReadOnlyList<RuleShape>? rules, Edit edit, RuleShape more, Random chance) => rules is null ? null :
    [
        .. rules.Select(rule => chance.Next(2) == 0 ? rule : edit switch
        {
            Edit.MorePrincipals => rule with { Principals = Inserted(rule.Principals, more.Principals[0], chance) },
            Edit.MoreMethods => rule with { Methods = rule.Methods.Count == 0 ? [] : [.. rule.Methods, "OPTIONS", "DELETE"] },
            Edit.NoPrefix => rule with { PathPrefix = null },
            Edit.FewerClaims => rule with { Principals = [.. rule.Principals.Select(p => p with { Claims = [.. p.Claims.Skip(1)] })] },
            _ => rule with { Principals = [.. rule.Principals.Select(p => p with { Provider = null })] },
        }),
    ];

    private static T[] Inserted<T>(IReadOnlyList<T> items, T more, Random chance)
    {
        int at = chance.Next(items.Count + 1);
        return [.. items.Take(at), more, .. items.Skip(at)];
    }

    private static CompiledPolicy Keyed(string[] keys, bool isDigest)
    {
        string Entry(string key) => isDigest ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(key))) : key;
        string secrets = string.Concat(keys.Select((key, i) =>
            $"\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: key{i}-{key.ToLowerInvariant()}, namespace: default, labels: {{team: data}}}}\ntype: extauth.solo.io/apikey\nstringData: {{api-key: '{Entry(key)}'}}\n"));
        return PolicyShape.Compile(
            $"{PolicyShape.OneRoute("{extauth: {configRef: {name: keys, namespace: default}}}")}\n---\napiVersion: enterprise.gloo.solo.io/v1\nkind: AuthConfig\nmetadata: {{name: keys, namespace: default}}\nspec: {{configs: [{{apiKeyAuth: {{labelSelector: {{team: data}}{(isDigest ? ", digest: {}" : "")}}}}}]}}{secrets}\n---\n{PolicyShape.Up}",
            KeyRing.Options);
    }

    private static CompiledPolicy Sharing(string[] exact, string[] regular) => PolicyShape.Compile(
        $"{PolicyShape.OneRoute($"{{cors: {{allowMethods: [GET], allowOrigin: [{Quoted(exact)}], allowOriginRegex: [{Quoted(regular)}]}}}}")}\n---\n{PolicyShape.Up}", KeyRing.Options);

    private static string Quoted(string[] texts) => string.Join(", ", texts.Select(text => $"'{text}'"));

    private static PolicyRequest Asked(string method, HeaderField[] headers) => new() { Method = method, Target = "/", Authority = "any.test", Headers = headers };
}
