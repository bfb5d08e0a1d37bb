using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmPolicy.Gateway.Budgets;

/// <summary>What budgets tell of themselves: by budget and limit, and of nobody's key.</summary>
public sealed class BudgetMetricsTests
{
    private const string PerDay = "key: [{claim: sub}], limits: [{tokens: 100, per: DAY}]";
    private const string Limit = "default/tokens tokens/DAY/UTC";

    [Fact]
    public async Task What_is_reserved_is_given_back_and_what_was_used_is_counted()
    {
        TaskCompletionSource answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RawUpstream upstream = BudgetGateway.Holding(answers.Task, 9, 7);
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(PerDay, upstream);
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        Task<HttpMessage> asked = gateway.SendAsync();
        await upstream.NextRequestAsync();

        // 9 of input by its bytes, and the 60 that it declares.
        seen.Of("llmpolicy.budget.reserved").Select(one => (one.Words, one.Value)).ShouldBe([(Limit, 69)]);
        seen.Now("llmpolicy.budget.least_left").ShouldHaveSingleItem().Value.ShouldBe(0.31, 1e-9);
        answers.SetResult();
        await asked;

        seen.Of("llmpolicy.budget.reserved").Sum(one => one.Value).ShouldBe(0);
        seen.Of("llmpolicy.budget.used").Select(one => (one.Words, one.Value)).ShouldBe([(Limit, 16)]);
    }

    [Fact]
    public async Task The_least_that_is_left_is_that_of_the_key_with_the_least_until_its_window_is_over()
    {
        RawUpstream upstream = new(BudgetGateway.Answer(9, 7));
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(PerDay, upstream);
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        await gateway.SendAsync(caller: "a");
        await gateway.SendAsync("""{"model":"m","max_tokens":20}""", caller: "b");

        seen.Now("llmpolicy.budget.least_left").ShouldHaveSingleItem().Value.ShouldBe(0.31, 1e-9);
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        seen.Now("llmpolicy.budget.least_left").ShouldHaveSingleItem().Value.ShouldBe(1);
    }

    [Fact]
    public async Task Keys_that_are_refused_are_counted_once_each_and_each_refusal_too()
    {
        RawUpstream upstream = new(BudgetGateway.Answer(9, 90));
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(PerDay, upstream);
        using MeterWitness seen = MeterWitness.Of(gateway.Services);
        await gateway.SendAsync(caller: "a");
        await gateway.SendAsync(caller: "b");

        (await gateway.SendAsync(caller: "a")).Status.ShouldBe(429);
        await gateway.SendAsync(caller: "a");
        await gateway.SendAsync(caller: "b");

        seen.Of("llmpolicy.budget.refusals").Select(one => one.Words).ShouldBe(Enumerable.Repeat("default/tokens tokens/DAY/UTC enforce", 3));
        seen.Now("llmpolicy.budget.refused_keys").ShouldHaveSingleItem().Value.ShouldBe(2);
        seen.Of("llmpolicy.decisions")[^1].Words.ShouldBe($"incoming refused {ReasonCodes.BudgetExceeded} default/gateway:routes[0]");
        gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        seen.Now("llmpolicy.budget.refused_keys").ShouldHaveSingleItem().Value.ShouldBe(0);
    }

    [Fact]
    public async Task A_budget_in_the_shadow_tells_whom_it_would_have_refused()
    {
        RawUpstream upstream = new(BudgetGateway.Answer(9, 90));
        await using BudgetGateway gateway = await BudgetGateway.StartAsync($"mode: SHADOW, {PerDay}", upstream);
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        await gateway.SendAsync();
        (await gateway.SendAsync()).Status.ShouldBe(200);

        seen.Of("llmpolicy.budget.refusals").ShouldHaveSingleItem().Words.ShouldBe("default/tokens tokens/DAY/UTC shadow");
        seen.Now("llmpolicy.budget.refused_keys").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told_by_what_happened_to_the_request()
    {
        RawUpstream upstream = new(BudgetGateway.Answer(9, 7));
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(PerDay, upstream, services => services.Replace(ServiceDescriptor.Singleton<IBudgetStore, SilentStore>()));
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        (await gateway.SendAsync()).Status.ShouldBe(503);

        seen.Now("llmpolicy.budget.store_failures").Select(one => (one.Words, one.Value)).ShouldBe([("allowed", 0), ("local", 0), ("refused", 1)], ignoreOrder: true);
        seen.Of("llmpolicy.decisions").ShouldHaveSingleItem().Words.ShouldBe($"incoming failed {ReasonCodes.BudgetUnavailable} default/gateway:routes[0]");
    }

    [Fact]
    [AbuseCase("C8")]
    public async Task No_label_holds_a_key()
    {
        RawUpstream upstream = new(BudgetGateway.Answer(9, 90));
        await using BudgetGateway gateway = await BudgetGateway.StartAsync(PerDay, upstream);
        using MeterWitness seen = MeterWitness.Of(gateway.Services);

        await gateway.SendAsync(caller: "somebody");
        await gateway.SendAsync(caller: "somebody");
        seen.Now("llmpolicy.budget.refused_keys").ShouldNotBeEmpty();

        seen.All.SelectMany(one => one.Labels.Values).ShouldNotContain(label => label.Contains("somebody"));
    }

    private sealed class SilentStore : IBudgetStore
    {
        public ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) =>
            new(new BudgetReserveResult(BudgetReserveOutcome.Unavailable, default));

        public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) => new(BudgetEndOutcome.Pending);

        public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => new(BudgetEndOutcome.Pending);

        public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => new((BudgetCount?)null);

        public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => new((BudgetReading?)null);

        public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) => new((BudgetReading?)null);

        public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => new((BudgetReading?)null);
    }
}
