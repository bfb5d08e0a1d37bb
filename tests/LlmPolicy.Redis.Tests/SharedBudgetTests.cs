using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace LlmPolicy.Tests;

/// <summary>Two apps that share budgets in Redis.</summary>
public sealed class SharedBudgetTests
{
    /// <summary>A busy machine may be late; a server that is gone is known at once.</summary>
    private static readonly RedisBudgetOptions Patient = new() { Timeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task What_a_caller_used_at_one_app_is_used_at_the_other_and_after_a_restart_of_both()
    {
        await using RedisServer server = await RedisServer.StartedAsync();
        Task<BudgetedApp> StartAsync() => BudgetedApp.StartAsync("limits: [{requests: 2, per: MONTH}]", policy => policy.AddRedisBudgets(server.PatientAddress, Patient));

        await using (BudgetedApp one = await StartAsync())
        await using (BudgetedApp other = await StartAsync())
        {
            (await one.AskAsync()).ShouldBe(HttpStatusCode.OK);
            (await other.AskAsync()).ShouldBe(HttpStatusCode.OK);
            (await one.AskAsync()).ShouldBe(HttpStatusCode.TooManyRequests);
            (await one.AskAsync("b")).ShouldBe(HttpStatusCode.OK);
        }

        await using BudgetedApp again = await StartAsync();
        (await again.AskAsync()).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("REFUSE", HttpStatusCode.ServiceUnavailable)]
    [InlineData("ALLOW", HttpStatusCode.OK)]
    [InlineData("LOCAL", HttpStatusCode.OK)]
    public async Task While_Redis_is_gone_requests_are_answered_as_the_budget_says(string mode, HttpStatusCode status)
    {
        await using RedisServer server = await RedisServer.StartedAsync();
        await using BudgetedApp app = await BudgetedApp.StartAsync($"limits: [{{requests: 2, per: MONTH}}], onStoreFailure: {mode}", policy => policy.AddRedisBudgets(server.PatientAddress, Patient));
        (await app.AskAsync()).ShouldBe(HttpStatusCode.OK);

        await server.KillAsync();

        (await app.AskAsync()).ShouldBe(status);
    }

    [Fact]
    public async Task Apps_whose_hash_keys_differ_share_nothing()
    {
        await using RedisServer server = await RedisServer.StartedAsync();
        await using BudgetedApp one = await BudgetedApp.StartAsync("limits: [{requests: 1, per: MONTH}]", policy => policy.AddRedisBudgets(server.PatientAddress, Patient));
        await using BudgetedApp other = await BudgetedApp.StartAsync("limits: [{requests: 1, per: MONTH}]", policy => policy.AddRedisBudgets(server.PatientAddress, Patient), "a secret of another company");

        (await one.AskAsync()).ShouldBe(HttpStatusCode.OK);
        (await other.AskAsync()).ShouldBe(HttpStatusCode.OK);
    }
}
