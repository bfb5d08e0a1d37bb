using static LlmPolicy.Tests.Budgeting;

namespace LlmPolicy.Tests;

/// <summary>What a request is charged once its answer is over.</summary>
public sealed class TokenBudgetSettlementTests
{
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
    [AbuseCase("B3")]
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
    [AbuseCase("B2")]
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
}
