using Microsoft.Extensions.Options;

namespace LlmPolicy.Gateway.Budgets;

/// <summary>What becomes of requests while a budget's store does not answer, by socket.</summary>
public sealed class BudgetStoreFailureTests
{
    private const string HashKey = "LlmPolicy:Budgets:HashKey";

    [Theory]
    [AbuseCase("B8")]
    [InlineData("", 503)]
    [InlineData(", onStoreFailure: REFUSE", 503)]
    [InlineData(", onStoreFailure: ALLOW", 200)]
    [InlineData(", onStoreFailure: LOCAL", 200)]
    [InlineData(", mode: SHADOW", 200)]
    public async Task While_the_store_is_away_requests_are_refused_unless_the_budget_says_otherwise(string more, int status)
    {
        await using BudgetGateway gateway = await StartAsync("key: [{claim: sub}], limits: [{requests: 1, per: DAY}]" + more, new AwayStore());

        HttpMessage answer = await gateway.SendAsync();

        answer.Status.ShouldBe(status);
        if (status == 503)
        {
            answer.Body.ShouldContain("default/tokens");
            gateway.Upstream.WasReached.ShouldBeFalse();
        }
    }

    [Fact]
    [AbuseCase("B8")]
    public async Task While_the_store_is_away_a_local_budget_holds_for_this_process()
    {
        await using BudgetGateway gateway = await StartAsync("key: [{claim: sub}], limits: [{tokens: 150, per: DAY}], onStoreFailure: LOCAL", new AwayStore());

        (await gateway.SendAsync()).Status.ShouldBe(200);
        (await gateway.SendAsync()).Status.ShouldBe(429);
    }

    [Fact]
    public async Task What_was_reserved_in_memory_is_settled_there_when_the_store_is_back()
    {
        AwayStore store = new();
        await using BudgetGateway gateway = await StartAsync("key: [{claim: sub}], limits: [{concurrent: 1}], onStoreFailure: LOCAL", store);

        (await gateway.SendAsync()).Status.ShouldBe(200);
        store.Ends.ShouldBe(0);
        (await gateway.SendAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_two_budgets_the_stricter_one_says_what_happens()
    {
        await using BudgetGateway gateway = await BudgetGateway.StartManifestAsync(
            BudgetGateway.Manifest(
                BudgetGateway.Document("key: [{claim: sub}], limits: [{requests: 1, per: DAY}], onStoreFailure: ALLOW")
                + BudgetGateway.Document("key: [{claim: sub}], limits: [{requests: 1, per: DAY}], onStoreFailure: REFUSE", "strict")),
            new RawUpstream(BudgetGateway.Answer(40, 60)),
            services => Use(services, new AwayStore()));

        HttpMessage answer = await gateway.SendAsync();

        (answer.Status, answer.Body.Contains("default/strict", StringComparison.Ordinal)).ShouldBe((503, true));
    }

    [Fact]
    public async Task A_store_that_others_share_is_not_used_without_a_key_that_all_of_them_have()
    {
        OptionsValidationException refused = await Should.ThrowAsync<OptionsValidationException>(async () =>
        {
            await using BudgetGateway gateway = await BudgetGateway.StartAsync(
                "key: [{claim: sub}], limits: [{requests: 1, per: DAY}]", new RawUpstream(), services => services.AddSingleton<IBudgetStore>(new AwayStore()).Configure<LlmPolicyOptions>(options => options.Budgets.AreKept = true));
        });

        refused.Message.ShouldContain(HashKey);
    }

    private static Task<BudgetGateway> StartAsync(string budget, IBudgetStore store) =>
        BudgetGateway.StartAsync(budget, new RawUpstream(BudgetGateway.Answer(40, 60)), services => Use(services, store));

    private static void Use(IServiceCollection services, IBudgetStore store) =>
        services.AddSingleton(store).Configure<LlmPolicyOptions>(options => options.Budgets.HashKey = "a key of all replicas");

    /// <summary>A store that never answers.</summary>
    private sealed class AwayStore : IBudgetStore
    {
        public int Ends { get; private set; }

        public ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken) =>
            new(new BudgetReserveResult(BudgetReserveOutcome.Unavailable, default));

        public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken) => End();

        public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken) => End();

        public ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => new((BudgetCount?)null);

        public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken) => default;

        public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken) => default;

        public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken) => default;

        private ValueTask<BudgetEndOutcome> End()
        {
            Ends++;
            return new(BudgetEndOutcome.Pending);
        }
    }
}
