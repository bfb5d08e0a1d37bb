using System.Text;
using static LlmPolicy.Tests.Budgeting;

namespace LlmPolicy.Tests;

/// <summary>How much of its limits a request reserves, and what it may produce then.</summary>
public sealed class TokenBudgetSizeTests
{
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
    [AbuseCase("B5")]
    public void Each_answer_that_is_asked_for_is_reserved() =>
        (Demand("key: [{claim: sub}], limits: [{tokens: 100000, per: DAY}]", """{"model":"m","max_tokens":60,"n":3}""").Counters.Single().Amount / 1000).ShouldBeGreaterThan(180);

    [Fact]
    public void A_first_request_is_never_impossible()
    {
        Demand("key: [{claim: sub}], limits: [{tokens: 50, per: DAY}, {tokens: 5000, per: WEEK}]", Ask60).Counters.Select(counter => counter.Amount).ShouldBe([50_000, (Input + 60) * 1000]);
    }

    [Fact]
    [AbuseCase("B5")]
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
    [AbuseCase("B5")]
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
    public void A_request_that_may_be_answered_by_several_models_is_reserved_at_the_dearest() =>
        Demand(
            "key: [{claim: sub}], limits: [{cost: 5, per: DAY}], prices: [{models: [m], input: 1, output: 1}, {models: [other], input: 9, output: 9}]",
            """{"model":"m","max_tokens":60,"fallbacks":["other"]}""").Counters.Single().Amount.ShouldBeGreaterThan(9 * 60);
}
