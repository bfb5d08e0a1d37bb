using System.Runtime.CompilerServices;
using LlmPolicy.Budgets;
using LlmPolicy.LimitRules;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.AspNetCore.Tests.LimitRules;

/// <summary>Requests counted by the rules of manifests, on a store.</summary>
public sealed class StoredRateLimitsTests
{
    private const string Rules = """
        descriptors:
          - {key: caller, rateLimit: {requestsPerUnit: 2, unit: MINUTE}}
          - {key: generic_key, value: all, rateLimit: {requestsPerUnit: 3, unit: HOUR}}
          - {key: none, rateLimit: {requestsPerUnit: 0, unit: YEAR}}
        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 15, TimeSpan.Zero));

    [Fact]
    public async Task As_many_pass_as_the_rule_says_and_in_the_next_window_again()
    {
        var limits = Limits();

        (await AskAsync(limits, "caller=a")).ShouldBe(false);
        (await AskAsync(limits, "caller=a")).ShouldBe(false);
        (await AskAsync(limits, "caller=a")).ShouldBe(true);
        (await AskAsync(limits, "caller=b")).ShouldBe(false);
        _time.Advance(TimeSpan.FromSeconds(45));
        (await AskAsync(limits, "caller=a")).ShouldBe(false);
    }

    [Fact]
    public async Task One_limit_over_is_enough_and_the_others_count_all_the_same()
    {
        var limits = Limits();
        await AskAsync(limits, "caller=a", "generic_key=all");
        await AskAsync(limits, "caller=a", "generic_key=all");

        (await AskAsync(limits, "caller=a", "generic_key=all")).ShouldBe(true);

        (await AskAsync(limits, "caller=b", "generic_key=all")).ShouldBe(true);
    }

    [Fact]
    public async Task A_request_with_one_descriptor_twice_counts_twice()
    {
        var limits = Limits();

        (await AskAsync(limits, "caller=a", "caller=a")).ShouldBe(false);
        (await AskAsync(limits, "caller=a")).ShouldBe(true);
    }

    [Fact]
    public async Task What_no_rule_counts_passes() => (await AskAsync(Limits(), "color=red")).ShouldBe(false);

    [Fact]
    public async Task A_limit_of_nothing_lets_nobody_pass() => (await AskAsync(Limits(), "none=x")).ShouldBe(true);

    [Fact]
    public async Task A_store_that_does_not_answer_is_no_answer() => (await AskAsync(Limits(store: new StoreAway()), "caller=a")).ShouldBeNull();

    [Fact]
    public async Task A_thousand_at_once_get_as_many_as_the_rule_says()
    {
        var limits = Limits(rules: "descriptors: [{key: generic_key, value: all, rateLimit: {requestsPerUnit: 137, unit: YEAR}}]");

        bool?[] over = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(async () => await AskAsync(limits, "generic_key=all"))));

        over.Count(one => one == false).ShouldBe(137);
        over.Count(one => one == true).ShouldBe(863);
    }

    [Fact]
    public async Task A_request_of_more_than_64_counters_is_counted_on_each()
    {
        var limits = Limits();
        string[] callers = [.. Enumerable.Range(0, 70).Select(i => $"caller={i}")];

        (await AskAsync(limits, callers)).ShouldBe(false);
        (await AskAsync(limits, callers)).ShouldBe(false);
        (await AskAsync(limits, callers[69])).ShouldBe(true);
    }

    [Fact]
    public async Task A_store_sees_nobodys_values()
    {
        NamesSeen store = new();

        await AskAsync(Limits(store: store), "caller=somebody");

        store.Names.ShouldHaveSingleItem().ShouldStartWith("custom/limit:caller/requests/MINUTE/UTC/");
        store.Names.Single().ShouldNotContain("somebody");
    }

    [Fact]
    public void A_value_as_long_as_a_head_may_be_is_not_kept_beside_its_name()
    {
        BudgetNames names = new(null);
        var values = Enumerable.Range(0, 20).Select(_ => NameOfLongValue(names)).ToArray();

        GC.Collect();

        values.ShouldAllBe(value => !value.Value.IsAlive);
        values.Select(value => value.Name).Distinct().Count().ShouldBe(20);
        values.ShouldAllBe(value => value.Name.Length < 60);
    }

    [Fact]
    public async Task Clients_are_told_of_the_limit_with_the_least_left_and_of_all_that_count()
    {
        var limits = Limits(headers: true);

        var first = await ResponseAsync(limits, "generic_key=all", "caller=a");
        await ResponseAsync(limits, "generic_key=all", "caller=a");
        var third = await ResponseAsync(limits, "generic_key=all", "caller=a");

        first.ResponseHeaders.Select(header => (header.Name, header.Value)).ShouldBe(
            [("x-ratelimit-limit", "2, 3;w=3600, 2;w=60"), ("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "45")]);
        third.IsOverLimit.ShouldBeTrue();
        third.ResponseHeaders.Select(header => header.Value).ShouldBe(["3, 3;w=3600, 2;w=60", "0", "3585"]);
    }

    [Fact]
    public async Task Nobody_is_told_of_limits_unless_the_Settings_say_so() => (await ResponseAsync(Limits(), "caller=a")).ResponseHeaders.ShouldBeEmpty();

    private Counting Limits(string rules = Rules, IBudgetStore? store = null, bool headers = false)
    {
        string settings = $"""
            apiVersion: gloo.solo.io/v1
            kind: Settings
            metadata:
              name: default
              namespace: gloo-system
            spec:
              ratelimitServer:
                enableXRatelimitHeaders: {(headers ? "true" : "false")}
              ratelimit:
                {rules.ReplaceLineEndings("\n    ")}
            """;
        var compiled = PolicyCompiler.Compile([new ManifestFile("settings.yaml", settings)]).Policy.ShouldNotBeNull().RateLimits;
        return new Counting(compiled, new StoredRateLimits(store ?? new MemoryBudgetStore(_time), new BudgetNames(null)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (string Name, WeakReference Value) NameOfLongValue(BudgetNames names)
    {
        string value = $"{new string('x', 60 * 1024)}{Guid.NewGuid()}";
        return (names.Of("custom", "limit", value), new WeakReference(value));
    }

    private static async Task<bool?> AskAsync(Counting limits, params string[] descriptors) => (await limits.Stored.LimitAsync(limits.Rules, Request(descriptors), TestContext.Current.CancellationToken))?.IsOverLimit;

    private static async Task<RateLimitResponse> ResponseAsync(Counting limits, params string[] descriptors) =>
        (await limits.Stored.LimitAsync(limits.Rules, Request(descriptors), TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private static RateLimitRequest Request(string[] descriptors) =>
        new(RateLimitRequest.CustomDomain, [.. descriptors.Select(one => new RateLimitDescriptor([new RateLimitEntry(one.Split('=')[0], one.Split('=')[1])]))]);

    private sealed record Counting(RateLimitRules Rules, StoredRateLimits Stored);

    private class StoreAway : IBudgetStore
    {
        public ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<BudgetEndOutcome> SettleAsync(BudgetReservation reservation, ReadOnlyMemory<long> amounts, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<BudgetEndOutcome> CancelAsync(BudgetReservation reservation, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default) => default;

        public ValueTask<BudgetReading?> ReadAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => default;

        public ValueTask<BudgetReading?> CorrectAsync(string counter, BudgetPeriod period, long change, CancellationToken cancellationToken = default) => default;

        public ValueTask<BudgetReading?> ResetAsync(string counter, BudgetPeriod period, CancellationToken cancellationToken = default) => default;
    }

    private sealed class NamesSeen : StoreAway
    {
        public List<string> Names { get; } = [];

        public override ValueTask<BudgetCount?> CountAsync(ReadOnlyMemory<BudgetCharge> charges, CancellationToken cancellationToken = default)
        {
            Names.AddRange(charges.ToArray().Select(charge => charge.Counter));
            return default;
        }
    }
}
