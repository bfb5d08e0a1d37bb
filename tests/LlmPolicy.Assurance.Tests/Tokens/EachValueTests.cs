using System.Globalization;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A budget that counts each value of a list counts a request as it counts those of each value alone: on the same counters, against the same limits, in whatever order the values stand.</summary>
public sealed class EachValueTests
{
    private static readonly SigningKey Key = SigningKey.Hmac();

    /// <summary>Other limits of some callers': by values of the key, by the caller's tier, or both.</summary>
    private sealed record OverrideShape(string? Group, string? Subject, string? Tier, long Limit)
    {
        public string Text
        {
            get
            {
                string[] key = [.. Group is null ? Array.Empty<string>() : [$"groups: '{Group}'"], .. Subject is null ? Array.Empty<string>() : [$"sub: '{Subject}'"]];
                string[] whom = [.. key.Length == 0 ? Array.Empty<string>() : [$"key: {{{string.Join(", ", key)}}}"], .. Tier is null ? Array.Empty<string>() : [$"principals: [{{jwtPrincipal: {{claims: {{tier: {Tier}}}}}}}]"]];
                return $"{{{string.Join(", ", whom)}, limits: [{Limits(Limit)}]}}";
            }
        }

        public bool IsFor(string group, string subject, string tier) => (Group ?? group) == group && (Subject ?? subject) == subject && (Tier ?? tier) == tier;
    }

    /// <summary>A budget.</summary>
    /// <param name="Key">The claims of its key: the list's in whichever place.</param>
    /// <param name="Limit">Its own limit.</param>
    /// <param name="Overrides">Those of some.</param>
    private sealed record BudgetShape(string[] Key, long Limit, OverrideShape[] Overrides)
    {
        public string Document(int index) =>
            $"apiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {{name: b{index}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: vs}}], key: [{Keys}], limits: [{Limits(Limit)}], overrides: [{string.Join(", ", Overrides.Select(one => one.Text))}]}}";

        private string Keys => string.Join(", ", Key.Select(claim => claim == "groups" ? "{claim: groups, each: true}" : $"{{claim: {claim}}}"));

        public long LimitOf(string group, string subject, string tier) => Overrides.FirstOrDefault(one => one.IsFor(group, subject, tier))?.Limit ?? Limit;
    }

    private static string Limits(long limit) => string.Create(CultureInfo.InvariantCulture, $"{{requests: {limit}, per: DAY}}, {{tokens: {limit * 1_000}, per: DAY}}, {{concurrent: {limit}}}");

    private static readonly Gen<BudgetShape> AnyBudget = Gen.Select(
        Gen.OneOf<string[]>(["groups"], ["sub", "groups"], ["groups", "sub"]), Gen.Long[1, 9],
        Gen.Select(Gen.OneOf("a", "b", "c", "1", null), Gen.OneOf("me", null, null, null), Gen.OneOf("gold", null, null, null), Gen.Long[10, 99], (group, subject, tier, limit) => new OverrideShape(group, subject, tier, limit)).Array[1, 4],
        (key, limit, overrides) => new BudgetShape(
            key, limit, [.. overrides.Select(one => key.Contains("sub") ? one : one with { Subject = null }).Where(one => (one.Group ?? one.Subject ?? one.Tier) is not null)]));

    private static readonly Gen<JsonTree> Value = Gen.OneOf<JsonTree>("a", "a", "b", "b", "c", "c", "d", "A", "1", 1L, 2L, true, "a,b", "a\"b", "ä", "a:b");

    [Fact]
    public void A_list_counts_as_each_of_its_values_does_alone_in_whatever_order()
    {
        int overridden = 0;
        Gen.Select(AnyBudget.Array[1, 2], Value.Array[1, 6], Gen.OneOf("me", "you"), Gen.OneOf("gold", "tin"), Gen.Int).Hold(
            one =>
            {
                var (budgets, values, subject, tier, seed) = one;
                JsonTree[] shuffled = [.. values];
                new Random(seed).Shuffle(shuffled);
                var policy = Compile(budgets);
                string[] together = Counters(policy, values, subject, tier);

                together.ShouldBe([.. values.SelectMany(value => Counters(policy, [value], subject, tier)).Distinct().Order(StringComparer.Ordinal)]);
                Counters(policy, shuffled, subject, tier).ShouldBe(together);
                Counters(policy, [.. values, .. shuffled], subject, tier).ShouldBe(together);
                foreach (string group in values.OfType<JsonTree.Text>().Select(text => text.Value).Where(text => text.Length == 1 && char.IsAsciiLetter(text[0])))
                {
                    for (int i = 0; i < budgets.Length; i++)
                    {
                        long limit = budgets[i].LimitOf(group, subject, tier);
                        string key = new JsonTree.List([.. budgets[i].Key.Select(claim => (JsonTree)(claim == "sub" ? subject : group))]).ToString();
                        together.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"default/b{i} requests/DAY/UTC {key} 1 of {limit}"));
                        Interlocked.Add(ref overridden, limit == budgets[i].Limit ? 0 : 1);
                    }
                }
            },
            300);

        overridden.ShouldBeGreaterThan(100);
    }

    /// <summary>What a request is counted on, as it is decided, explained, and told its caller.</summary>
    private static string[] Counters(CompiledPolicy policy, JsonTree[] groups, string subject, string tier)
    {
        string token = Key.Sign(new JsonTree.Object(("sub", subject), ("tier", tier), ("groups", new JsonTree.List(groups))).ToString());
        PolicyRequest request = new() { Method = "POST", Target = "/v1/chat/completions", Authority = "any.test", Headers = [new("content-type", "application/json"), new("authorization", $"Bearer {token}")] };
        PolicyFacts facts = new() { Body = BodyFact.Whole("""{"model":"m","max_tokens":60,"messages":[]}"""u8.ToArray()) };
        string[] counted = Texts(policy.Evaluate(request, facts, AskShape.Now));
        Texts(policy.Explain(request, facts, AskShape.Now).Decision).ShouldBe(counted);
        policy.BudgetsOf(request, facts, AskShape.Now).Result.ShouldBeOfType<CallerBudgets>().Budgets.SelectMany(budget => budget.Counters)
            .Select(counter => $"{counter.Budget} {counter.What} {counter.KeyJson} {counter.Limit}").Order(StringComparer.Ordinal)
            .ShouldBe(Demanded(policy.Evaluate(request, facts, AskShape.Now)).Select(counter => $"{counter.Budget} {counter.What} {counter.KeyJson} {counter.Limit}").Order(StringComparer.Ordinal));
        return counted;

        static string[] Texts(PolicyDecision decision) =>
            [.. Demanded(decision).Select(counter => string.Create(CultureInfo.InvariantCulture, $"{counter.Budget} {counter.What} {counter.KeyJson} {counter.Amount} of {counter.Limit}")).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<BudgetCounter> Demanded(PolicyDecision decision) =>
        decision.Forwarding.ShouldNotBeNull(decision.Reason).Effects.OfType<BudgetDemand>().SelectMany(demand => demand.Counters);

    private static CompiledPolicy Compile(BudgetShape[] budgets) => PolicyShape.Compile(
        $$"""
        {{PolicyShape.OneRoute(Key)}}
        ---
        {{string.Join("\n---\n", budgets.Select((budget, i) => budget.Document(i)))}}
        ---
        {{PolicyShape.Up}}
        """,
        KeyRing.Options);
}
