using System.Text;

namespace LlmPolicy.Tests;

/// <summary>What a request takes of budgets, as a TokenBudget says it.</summary>
public sealed class TokenBudgetTests
{
    private const string Chat = "/v1/chat/completions";

    private const string Caller = """{"sub":"a","team":"staff","org":{"id":7},"groups":["x","z","x"],"empty":"","list":[]}""";

    private const string Ask60 = """{"model":"m","max_tokens":60}""";

    private static readonly SigningKey Key = Keys.Hmac;

    /// <summary>What the input is estimated at: three bytes a token, and three bytes more for each name and at the least for a number.</summary>
    private static readonly long Input = (("model".Length + 3 + "m".Length + "max_tokens".Length + 3 + 3) + 2) / 3;

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
    public void A_text_and_a_number_of_the_same_digits_are_two_callers()
    {
        string KeyOf(string claims) => Demand("key: [{claim: id}], limits: [{requests: 5, per: DAY}]", Ask60, claims).Counters[0].Key;

        KeyOf("""{"id":"1"}""").ShouldNotBe(KeyOf("""{"id":1}"""));
        KeyOf("""{"id":1.0}""").ShouldBe(KeyOf("""{"id":1}"""));
    }

    [Fact]
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

        policy.Evaluate(Requests.Get("/v1/models", ("authorization", $"Bearer {Key.Sign(Caller)}")), PolicyFacts.None, Deciding.Now).ShouldForward().Effects.OfType<BudgetDemand>().ShouldBeEmpty();
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
    [InlineData("", 60)]
    [InlineData("count: {output: 2}", 120)]
    [InlineData("count: {output: 0.5, reasoning: 3}", 180)]
    public void What_is_declared_is_reserved_at_its_dearest_weight(string count, long output) =>
        Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}], " + count, Ask60).Counters.Single().Amount.ShouldBe((Input + output) * 1000);

    [Fact]
    public void Input_is_reserved_as_if_it_were_written_to_the_dearest_cache() =>
        Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}], count: {cachedRead: 0.1, cachedWrite: 1.25}", Ask60).Counters.Single().Amount.ShouldBe(Input * 1250 + 60_000);

    [Fact]
    public void Each_answer_that_is_asked_for_is_reserved() =>
        (Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]", """{"model":"m","max_tokens":60,"n":3}""").Counters.Single().Amount / 1000).ShouldBeGreaterThan(180);

    [Fact]
    public void A_first_request_is_never_impossible()
    {
        Demand("key: [{claim: sub}], limits: [{tokens: 50, per: DAY}, {tokens: 5000, per: WEEK}]", Ask60).Counters.Select(counter => counter.Amount).ShouldBe([50_000, (Input + 60) * 1000]);
    }

    [Fact]
    public void What_is_not_declared_is_reserved_as_configured() =>
        Output("reserve: {output: 700}, limits: [{tokens: 100000, per: DAY}]", null).ShouldBe(700);

    [Theory]
    [InlineData("limits: [{tokens: 1000000, per: DAY}]", 1024)]
    [InlineData("limits: [{tokens: 5000, per: DAY}]", 500)]
    [InlineData("limits: [{tokens: 1000000, per: DAY}, {tokens: 3000, per: MINUTE}]", 300)]
    [InlineData("limits: [{tokens: 5000, per: DAY}], count: {output: 2}", 250)]
    [InlineData("limits: [{tokens: 3, per: DAY}]", 1)]
    public void What_is_not_declared_leaves_room_for_others_before_there_is_experience(string limits, long output) => Output(limits, null).ShouldBe(output);

    [Fact]
    public void What_is_not_declared_is_reserved_by_what_nine_of_ten_such_answers_produced()
    {
        const string Budget = "limits: [{tokens: 1000000, per: DAY}], reserve: {output: 700}";
        OutputHistory history = new();
        long[] produced = [10, 20, 30, 40, 50, 60, 70, 80, 90, 1000];
        foreach (long output in produced)
        {
            Learn(Budget, history, output);
        }

        Output(Budget, history).ShouldBe(90);
        Output(Budget, history, """{"sub":"new"}""").ShouldBe(700);
        Output(Budget, history, body: """{"model":"another"}""").ShouldBe(700);
    }

    [Fact]
    public void Few_answers_are_no_experience()
    {
        const string Budget = "limits: [{tokens: 1000000, per: DAY}], reserve: {output: 700}";
        OutputHistory history = new();
        for (int i = 0; i < 3; i++)
        {
            Learn(Budget, history, 10);
        }

        Output(Budget, history).ShouldBe(700);
    }

    [Fact]
    public void A_callers_own_answers_count_and_nobody_elses()
    {
        const string Budget = "limits: [{tokens: 1000000, per: DAY}]";
        OutputHistory history = new();
        for (int i = 0; i < 4; i++)
        {
            Learn(Budget, history, 10);
            Learn(Budget, history, 500, """{"sub":"b"}""");
        }

        Output(Budget, history).ShouldBe(10);
        Output(Budget, history, """{"sub":"b"}""").ShouldBe(500);
    }

    [Fact]
    public void Answers_to_requests_that_say_how_long_they_may_be_are_no_experience()
    {
        OutputHistory history = new();
        for (int i = 0; i < 4; i++)
        {
            Demand("key: [{claim: sub}], limits: [{tokens: 1000000, per: DAY}]", Ask60).Learn(history, Reported(10, 5));
        }

        Output("limits: [{tokens: 1000000, per: DAY}]", history).ShouldBe(1024);
    }

    [Theory]
    [InlineData("""{"model":"m","max_tokens":60}""", "tokens: 100000", """{"model":"m","max_tokens":60}""")]
    [InlineData("""{"model":"m","max_tokens":60000}""", "tokens: 1000", null)]
    [InlineData("""{"model":"m"}""", "tokens: 100000", """{"model":"m","max_completion_tokens":1024}""")]
    public void A_hard_budget_lets_the_provider_produce_what_is_reserved_and_no_more(string body, string limit, string? sent)
    {
        var forwarding = Ask(Policy("key: [{claim: sub}], hard: true, limits: [{" + limit + ", per: DAY}]"), body).ShouldForward();
        var counter = forwarding.Effects.OfType<BudgetDemand>().Single().Counters.Single();

        string out_ = Encoding.UTF8.GetString((forwarding.Body ?? Encoding.UTF8.GetBytes(body)).Span);
        if (sent is not null)
        {
            out_.ShouldBe(sent);
        }
        else
        {
            // All of the limit is reserved, and what the input leaves of it may be produced.
            counter.Amount.ShouldBe(counter.Limit);
            long may = System.Text.Json.JsonElement.Parse(out_).GetProperty("max_tokens").GetInt64();
            may.ShouldBeInRange(900, 999);
        }
    }

    [Theory]
    [InlineData("""{"model":"m","max_tokens":60,"fallbacks":["x"]}""")]
    [InlineData("""{"model":"m","max_tokens":60,"tools":[{"type":"web_search"}]}""")]
    [InlineData("""{"model":"m","max_tokens":60,"modalities":["audio"]}""")]
    public void A_hard_budget_refuses_what_no_limit_would_hold(string body)
    {
        Ask(Policy("key: [{claim: sub}], hard: true, limits: [{tokens: 100000, per: DAY}]"), body).ShouldRefuse(403, ReasonCodes.BudgetUnbound);
        Ask(Policy("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]"), body).ShouldForward();
        Ask(Policy("key: [{claim: sub}], hard: true, mode: SHADOW, limits: [{tokens: 100000, per: DAY}]"), body).ShouldForward().Body.ShouldBeNull();
    }

    [Fact]
    public void A_hard_budget_sets_a_limit_also_where_nothing_is_to_be_reserved_for_output() =>
        Encoding.UTF8.GetString(Ask(Policy("key: [{claim: sub}], hard: true, reserve: {output: 0}, limits: [{tokens: 100, per: DAY}]"), """{"model":"m"}""").ShouldForward().Body.ShouldNotBeNull().Span)
            .ShouldBe("""{"model":"m","max_completion_tokens":1}""");

    [Fact]
    public void A_hard_budget_of_requests_alone_changes_no_body() =>
        Ask(Policy("key: [{claim: sub}], hard: true, limits: [{requests: 5, per: DAY}]"), """{"model":"m"}""").ShouldForward().Body.ShouldBeNull();

    [Fact]
    public void A_hard_budget_that_the_input_alone_is_larger_than_can_never_be_met()
    {
        var counter = Demand("key: [{claim: sub}], hard: true, limits: [{tokens: 5, per: DAY}]", Ask60).Counters.Single();

        counter.Amount.ShouldBeGreaterThan(counter.Limit);
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
    public void An_answer_that_comes_in_the_background_is_charged_what_was_reserved_or_not_asked_for()
    {
        const string Background = """{"model":"m","input":"x","max_output_tokens":60,"background":true}""";

        Ask(Policy("key: [{claim: sub}], onMissingUsage: REFUSE, limits: [{tokens: 100000, per: DAY}]"), Background, Caller, "/v1/responses").ShouldRefuse(403, ReasonCodes.BudgetUnbound);
        var demand = Ask(Policy("key: [{claim: sub}], onMissingUsage: ESTIMATE, limits: [{tokens: 100000, per: DAY}]"), Background, Caller, "/v1/responses")
            .ShouldForward().Effects.OfType<BudgetDemand>().Single();
        demand.Used(new LlmUsage { Source = LlmUsageSource.Missing, End = LlmAnswerEnd.Whole }).ShouldBe([demand.Counters[0].Amount]);
    }

    [Fact]
    public void A_session_whose_use_nobody_tells_is_charged_what_was_reserved()
    {
        var demand = Ask(Policy("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}]"), """{"session":{"model":"m"}}""", Caller, "/v1/realtime/client_secrets")
            .ShouldForward().Effects.OfType<BudgetDemand>().Single();

        demand.Counters[0].Amount.ShouldBeGreaterThan(100_000);
        demand.Used(null).ShouldBe([demand.Counters[0].Amount]);
    }

    [Fact]
    public void A_call_that_is_not_known_is_counted_whatever_its_method()
    {
        var policy = Policy("key: [{claim: sub}], limits: [{requests: 5, per: DAY}]");

        policy.Evaluate(Requests.Get("/ask?q=x", ("authorization", $"Bearer {Key.Sign(Caller)}")), PolicyFacts.None, Deciding.Now)
            .ShouldForward().Effects.OfType<BudgetDemand>().Single().Counters.Single().Amount.ShouldBe(1);
    }

    [Fact]
    public void A_hard_budget_in_the_shadow_takes_no_more_than_all_of_it()
    {
        var counter = Demand("key: [{claim: sub}], hard: true, mode: SHADOW, limits: [{tokens: 100, per: DAY}]", """{"model":"m","max_tokens":60,"n":9000000000000000}""").Counters.Single();

        counter.Amount.ShouldBe(counter.Limit);
    }

    [Theory]
    [InlineData("[{models: [m], input: 2, output: 10}]", 2, 10)]
    [InlineData("[{models: ['*'], input: 1, output: 1}]", 1, 1)]
    [InlineData("[{models: [m], input: 2, output: 10}, {models: ['*'], input: 1, output: 1}]", 2, 10)]
    public void Cost_is_reserved_by_the_models_price_for_a_million_tokens(string prices, long input, long output) =>
        Demand($"key: [{{claim: sub}}], limits: [{{cost: 5, per: DAY}}], prices: {prices}", Ask60).Counters.Single().Amount.ShouldBe(Input * input + 60 * output);

    [Fact]
    public void A_model_without_a_price_is_refused_by_a_budget_of_cost() =>
        Ask(Policy("key: [{claim: sub}], limits: [{cost: 5, per: DAY}], prices: [{models: [other], input: 1, output: 1}]"), Ask60).ShouldRefuse(403, ReasonCodes.BudgetPrice);

    [Fact]
    public void A_request_that_may_be_answered_by_several_models_is_reserved_at_the_dearest() =>
        Demand(
            "key: [{claim: sub}], limits: [{cost: 5, per: DAY}], prices: [{models: [m], input: 1, output: 1}, {models: [other], input: 9, output: 9}]",
            """{"model":"m","max_tokens":60,"fallbacks":["other"]}""").Counters.Single().Amount.ShouldBeGreaterThan(9 * 60);

    [Fact]
    public void What_was_reported_is_settled_by_class()
    {
        var demand = Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}, {requests: 5, per: DAY}], count: {cachedRead: 0.1, cachedWrite: 1.25, reasoning: 3}", Ask60);

        demand.Used(new LlmUsage { Source = LlmUsageSource.Reported, End = LlmAnswerEnd.Whole, Input = 100, CachedRead = 40, CachedWrite = 20, Output = 30, Reasoning = 10, Total = 130 })
            .ShouldBe([40_000 + 4_000 + 25_000 + 20_000 + 30_000, 1]);
    }

    [Fact]
    public void Zero_that_is_reported_is_zero() => Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]", Ask60).Used(Reported(0, 0)).ShouldBe([0]);

    [Fact]
    public void An_error_of_the_providers_uses_a_request_and_no_token() =>
        Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}, {requests: 5, per: DAY}]", Ask60)
            .Used(new LlmUsage { Source = LlmUsageSource.Refused, End = LlmAnswerEnd.Whole }).ShouldBe([0, 1]);

    [Theory]
    [InlineData("", true)]
    [InlineData(", onMissingUsage: ESTIMATE", false)]
    public void An_answer_that_does_not_say_what_it_used_is_charged_what_was_reserved_or_what_it_seems_to_be(string more, bool whole)
    {
        var demand = Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]" + more, Ask60);

        demand.Used(new LlmUsage { Source = LlmUsageSource.Estimated, End = LlmAnswerEnd.Whole, Output = 20 }).ShouldBe([(Input + (whole ? 60 : 20)) * 1000]);
        demand.Used(new LlmUsage { Source = LlmUsageSource.Missing, End = LlmAnswerEnd.Whole }).ShouldBe([(Input + (whole ? 60 : 0)) * 1000]);
        // More text passed than was reserved.
        demand.Used(new LlmUsage { Source = LlmUsageSource.Estimated, End = LlmAnswerEnd.Whole, Output = 500 }).ShouldBe([(Input + 500) * 1000]);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData(", onAbort: CHARGE", 60)]
    public void An_answer_that_is_cut_is_charged_what_passed_of_it_or_what_was_reserved(string more, long output)
    {
        var demand = Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]" + more, Ask60);

        demand.Used(new LlmUsage { Source = LlmUsageSource.Estimated, End = LlmAnswerEnd.ClientLeft, Output = 20 }).ShouldBe([(Input + output) * 1000]);
        demand.Used(null).ShouldBe([(Input + (output == 20 ? 0 : 60)) * 1000]);
    }

    [Fact]
    public void Cost_is_settled_by_the_price_of_the_model_that_was_asked_for_whatever_name_it_answers_by()
    {
        var demand = Demand("key: [{claim: sub}], limits: [{cost: 5, per: DAY}], prices: [{models: [m], input: 2, output: 10}, {models: ['*'], input: 1, output: 1}]", Ask60);

        demand.Used(Reported(100, 10)).ShouldBe([300]);
        demand.Used(Reported(100, 10) with { Model = "m-2024-08-06" }).ShouldBe([300]);
    }

    [Fact]
    public void Where_several_models_may_answer_the_one_that_did_tells_the_price()
    {
        var demand = Demand(
            "key: [{claim: sub}], limits: [{cost: 5, per: DAY}], prices: [{models: [m], input: 1, output: 1}, {models: [other], input: 2, output: 3, request: 0.00001}]",
            """{"model":"m","max_tokens":60,"fallbacks":["other"]}""");

        demand.Used(Reported(100, 10) with { Model = "m" }).ShouldBe([110]);
        demand.Used(Reported(100, 10) with { Model = "other" }).ShouldBe([10 + 200 + 30]);
        demand.Used(Reported(100, 10) with { Model = "unknown" }).ShouldBe([240]);
    }

    [Fact]
    public void Each_token_is_counted_once_also_where_the_total_says_more_than_its_parts() =>
        Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]", Ask60).Used(Reported(100, 10) with { Total = 115 }).ShouldBe([115_000]);

    [Fact]
    public void A_body_with_two_readings_of_its_limit_is_refused_except_in_the_shadow()
    {
        const string Two = """{"model":"m","max_tokens":60,"max_tokens":9000}""";

        Ask(Policy("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]"), Two).ShouldRefuse(400, ReasonCodes.OutputAmbiguous);
    }

    [Fact]
    public void Two_budgets_each_say_what_the_request_takes_of_them()
    {
        var policy = Compiling.Policy(Manifests("key: [{claim: sub}], limits: [{tokens: 1000, per: DAY}]") + Document("shared: true, limits: [{requests: 9, per: MINUTE}]", "all"));

        Ask(policy, Ask60).ShouldForward().Effects.OfType<BudgetDemand>().Select(demand => demand.Budget).ShouldBe(["default/all", "default/tokens"]);
    }

    private static long Output(string budget, OutputHistory? history, string claims = Caller, string body = """{"model":"m"}""") =>
        Ask(Policy("key: [{claim: sub}], " + budget), body, claims, history: history).ShouldForward().Effects.OfType<BudgetDemand>().Single().Output;

    private static void Learn(string budget, OutputHistory history, long output, string claims = Caller) =>
        Ask(Policy("key: [{claim: sub}], " + budget), """{"model":"m"}""", claims, history: history).ShouldForward().Effects.OfType<BudgetDemand>().Single().Learn(history, Reported(10, output));

    private static LlmUsage Reported(long input, long output) => new() { Source = LlmUsageSource.Reported, End = LlmAnswerEnd.Whole, Input = input, Output = output, Total = input + output };

    private static BudgetDemand Demand(string budget, string body, string claims = Caller) => Ask(Policy(budget), body, claims).ShouldForward().Effects.OfType<BudgetDemand>().ShouldHaveSingleItem();

    private static PolicyDecision Ask(CompiledPolicy policy, string body, string claims = Caller, string target = Chat, OutputHistory? history = null) =>
        policy.Evaluate(Request(claims, target), PolicyFacts.None with { Body = BodyFact.Whole(Encoding.UTF8.GetBytes(body)), Outputs = history }, Deciding.Now);

    private static PolicyRequest Request(string claims = Caller, string target = Chat) =>
        Requests.Post(target, ("authorization", $"Bearer {Key.Sign(claims)}"), ("content-type", "application/json"));

    private static CompiledPolicy Policy(string budget) => Compiling.Policy(Manifests(budget));

    private static string Manifests(string budget) => Manifest.Route("{}", Manifest.Jwt(Key.PublicKey)) + Document(budget);

    private static string Document(string budget, string name = "tokens") => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: {{name}}, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: vs}], {{budget}}}

        """;
}
