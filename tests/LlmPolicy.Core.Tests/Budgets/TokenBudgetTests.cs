using static LlmPolicy.Tests.Budgeting;

namespace LlmPolicy.Tests;

/// <summary>Whom and what a TokenBudget counts.</summary>
public sealed class TokenBudgetTests
{
    [Theory]
    [InlineData("key: [{claim: sub}]", "3:s:a")]
    [InlineData("key: [{claim: org.id, nestedClaimDelimiter: .}]", "3:v:7")]
    [InlineData("key: [{claim: sub}, {claim: team}]", "3:s:a7:s:staff")]
    [InlineData("key: [{claim: sub, provider: p}]", "3:s:a")]
    [InlineData("key: [{claim: groups, each: true}]", "3:s:x,3:s:z")]
    [InlineData("key: [{claim: sub}, {claim: groups, each: true}]", "3:s:a3:s:x,3:s:a3:s:z")]
    [InlineData("shared: true", "")]
    public void Counters_are_told_apart_by_the_values_of_the_key(string key, string expected) =>
        string.Join(",", Demand(key + ", limits: [{requests: 5, per: DAY}]", Ask60).Counters.Select(counter => counter.Key)).ShouldBe(expected);

    [Theory]
    [AbuseCase("B6")]
    [InlineData("key: [{claim: nobody}]")]
    [InlineData("key: [{claim: empty}]")]
    [InlineData("key: [{claim: groups}]")]
    [InlineData("key: [{claim: org}]")]
    [InlineData("key: [{claim: sub, each: true}]")]
    [InlineData("key: [{claim: list, each: true}]")]
    [InlineData("key: [{claim: sub, provider: other}]")]
    [InlineData("key: [{claim: sub}, {claim: nobody}]")]
    public void A_caller_without_the_key_is_refused(string key)
    {
        Ask(Policy(key + ", limits: [{requests: 5, per: DAY}]"), Ask60).ShouldRefuse(403, ReasonCodes.BudgetKey);
        Ask(Policy(key + ", limits: [{requests: 5, per: DAY}], mode: SHADOW"), Ask60).ShouldForward().Effects.OfType<BudgetDemand>().ShouldBeEmpty();
    }

    [Fact]
    [AbuseCase("B6")]
    public void A_text_and_a_number_of_the_same_digits_are_two_callers()
    {
        string KeyOf(string claims) => Demand("key: [{claim: id}], limits: [{requests: 5, per: DAY}]", Ask60, claims).Counters[0].Key;

        KeyOf("""{"id":"1"}""").ShouldNotBe(KeyOf("""{"id":1}"""));
        KeyOf("""{"id":1.0}""").ShouldBe(KeyOf("""{"id":1}"""));
    }

    [Fact]
    [AbuseCase("B6")]
    public void Names_that_only_look_alike_are_others_and_all_tokens_of_one_are_one_caller()
    {
        string KeyOf(string claims) => Demand("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]", Ask60, claims).Counters[0].Key;
        string[] names = ["ada", "Ada", "ADA", "ada ", " ada", "\\u0430da", "ad\\u00e1", "ada\\u0301", "ada\\u200b", "ada\\u0000"];

        names.Select(name => KeyOf($$"""{"sub":"{{name}}"}""")).ShouldBeUnique();
        KeyOf("""{"sub":"ada","jti":"1"}""").ShouldBe(KeyOf("""{"iat":1,"jti":"2","iss":"other","sub":"\u0061da"}"""));
    }

    [Fact]
    [AbuseCase("B6")]
    public void The_issuer_tells_callers_of_one_name_apart_where_the_key_has_it()
    {
        string KeyOf(string claims) => Demand("key: [{claim: iss}, {claim: sub}], limits: [{requests: 5, per: DAY}]", Ask60, claims).Counters[0].Key;

        KeyOf("""{"iss":"a","sub":"ada"}""").ShouldNotBe(KeyOf("""{"iss":"b","sub":"ada"}"""));
    }

    [Fact]
    [AbuseCase("B6")]
    public void Values_of_two_claims_never_run_into_each_other()
    {
        string KeyOf(string a, string b) => Demand("key: [{claim: a}, {claim: b}], limits: [{requests: 5, per: DAY}]", Ask60, $$"""{"a":"{{a}}","b":"{{b}}"}""").Counters[0].Key;

        KeyOf("x", "yz").ShouldNotBe(KeyOf("xy", "z"));
        KeyOf("x3:s:y", "z").ShouldNotBe(KeyOf("x", "3:s:yz"));
    }

    [Theory]
    [InlineData("tokens: 5, per: DAY", "tokens/DAY/UTC")]
    [InlineData("tokens: 5, per: DAY, timezone: Europe/Berlin", "tokens/DAY/Europe/Berlin")]
    [InlineData("requests: 5, per: MONTH", "requests/MONTH/UTC")]
    [InlineData("requests: 5, window: 90m", "requests/90m")]
    [InlineData("concurrent: 2", "concurrent/held")]
    public void A_counter_is_named_by_what_it_counts_and_for_how_long(string limit, string what) =>
        Demand("key: [{claim: sub}], limits: [{" + limit + "}]", Ask60).Counters.Single().What.ShouldBe(what);

    [Theory]
    [InlineData("overrides: [{key: {sub: a}, limits: [{requests: 9, per: DAY}]}]", 9)]
    [InlineData("overrides: [{key: {sub: b}, limits: [{requests: 9, per: DAY}]}]", 5)]
    [InlineData("overrides: [{principals: [{jwtPrincipal: {claims: {team: staff}}}], limits: [{requests: 9, per: DAY}]}]", 9)]
    [InlineData("overrides: [{principals: [{jwtPrincipal: {claims: {team: guests}}}], limits: [{requests: 9, per: DAY}]}]", 5)]
    [InlineData("overrides: [{key: {sub: a}, principals: [{jwtPrincipal: {claims: {team: guests}}}], limits: [{requests: 9, per: DAY}]}]", 5)]
    [InlineData("overrides: [{key: {sub: a}, limits: [{requests: 2, per: DAY}]}, {key: {sub: a}, limits: [{requests: 9, per: DAY}]}]", 2)]
    public void The_first_override_that_fits_the_caller_replaces_the_limits(string overrides, long limit) =>
        Demand("key: [{claim: sub}], limits: [{requests: 5, per: DAY}], " + overrides, Ask60).Counters.Single().Limit.ShouldBe(limit);

    [Fact]
    public void An_override_of_one_group_is_for_that_group_alone() =>
        Demand("key: [{claim: groups, each: true}], limits: [{requests: 5, per: DAY}], overrides: [{key: {groups: z}, limits: [{requests: 9, per: DAY}]}]", Ask60)
            .Counters.Select(counter => counter.Limit).ShouldBe([5, 9]);

    [Theory]
    [InlineData("models: [m]", true)]
    [InlineData("models: ['x*', m]", true)]
    [InlineData("models: [other]", false)]
    public void A_budget_of_some_models_counts_for_those_alone(string models, bool counts) =>
        Ask(Policy("key: [{claim: sub}], limits: [{requests: 5, per: DAY}], " + models), Ask60).ShouldForward().Effects.OfType<BudgetDemand>().Any().ShouldBe(counts);

    [Fact]
    public void Calls_that_generate_nothing_take_nothing()
    {
        var policy = Policy("key: [{claim: sub}], limits: [{requests: 5, per: DAY}, {tokens: 5, per: DAY}]");

        policy.Evaluate(Requests.Get("/v1/models", ("authorization", $"Bearer {Token}")), PolicyFacts.None, Deciding.Now).ShouldForward().Effects.OfType<BudgetDemand>().ShouldBeEmpty();
    }

    [Fact]
    public void Requests_alone_are_counted_without_a_look_at_the_body()
    {
        var decision = Policy("key: [{claim: sub}], limits: [{requests: 5, per: DAY}, {concurrent: 2}]").Decide(Request());

        decision.ShouldForward().Effects.ShouldHaveSingleItem().ShouldBeOfType<BudgetDemand>().Counters.Select(counter => counter.Amount).ShouldBe([1, 1]);
    }

    [Fact]
    public void Tokens_are_counted_by_the_body_and_the_answer_is_metered()
    {
        var policy = Policy("key: [{claim: sub}], limits: [{tokens: 5000, per: DAY}], bodyLimit: 2000");

        policy.Decide(Request()).Need.ShouldBeOfType<BodyNeed>().Limit.ShouldBe(2000);
        Ask(policy, Ask60).ShouldForward().Effects.OfType<UsageMetering>().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("/v1/audio/speech", """{"model":"m","input":"x"}""")]
    [InlineData("/v1/batches", """{"input_file_id":"f"}""")]
    [InlineData("/v1/realtime/client_secrets", """{"session":{"model":"m"}}""")]
    public void Calls_whose_answers_never_say_what_they_used_are_not_served_where_the_budget_says_so(string target, string body)
    {
        Ask(Policy("key: [{claim: sub}], onMissingUsage: REFUSE, limits: [{tokens: 100000, per: DAY}]"), body, Caller, target).ShouldRefuse(403, ReasonCodes.BudgetUnbound);
        Ask(Policy("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]"), body, Caller, target).ShouldForward();
    }

    [Fact]
    public void A_call_that_is_not_known_is_counted_whatever_its_method()
    {
        var policy = Policy("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]");

        policy.Evaluate(Requests.Get("/ask?q=x", ("authorization", $"Bearer {Token}")), PolicyFacts.None, Deciding.Now)
            .ShouldForward().Effects.OfType<BudgetDemand>().Single().Counters.Single().Amount.ShouldBe(1);
    }

    [Fact]
    public void A_model_without_a_price_is_refused_by_a_budget_of_cost() =>
        Ask(Policy("key: [{claim: sub}], limits: [{cost: 5, per: DAY}], prices: [{models: [other], input: 1, output: 1}]"), Ask60).ShouldRefuse(403, ReasonCodes.BudgetPrice);

    [Fact]
    public void A_body_with_two_readings_of_its_limit_is_refused_except_in_the_shadow()
    {
        const string Two = """{"model":"m","max_tokens":60,"max_tokens":9000}""";

        Ask(Policy("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]"), Two).ShouldRefuse(400, ReasonCodes.OutputAmbiguous);
        Ask(Policy("key: [{claim: sub}], mode: SHADOW, limits: [{tokens: 100000, per: DAY}]"), Two).ShouldForward().Effects.OfType<BudgetDemand>().ShouldBeEmpty();
    }

    [Fact]
    public void Two_budgets_each_say_what_the_request_takes_of_them()
    {
        var policy = Compiling.Policy(Written("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}]") + Document("shared: true, limits: [{requests: 9, per: MINUTE}]", "all"));

        Ask(policy, Ask60).ShouldForward().Effects.OfType<BudgetDemand>().Select(demand => demand.Budget).ShouldBe(["default/all", "default/tokens"]);
    }
}
