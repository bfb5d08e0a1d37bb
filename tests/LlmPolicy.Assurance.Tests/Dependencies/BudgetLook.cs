using LlmPolicy.Budgets;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>What the one budget of a test's gateway holds; tokens in thousandths.</summary>
internal sealed record BudgetLook(long Tokens, long TokensReserved, long Requests, long RequestsReserved, long UnderWay)
{
    /// <summary>Where it is counted: in the store, or here while that is away.</summary>
    public const string InTheStore = "in the store";

    public const string Here = "here";

    /// <summary>A budget that all requests to a service share: of tokens and requests a month, and of one under way.</summary>
    public static string Budget(string service, int tokens) => $$"""
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: all, namespace: default}
        spec:
          targetRefs: [{kind: VirtualService, name: {{service}}}]
          shared: true
          limits: [{tokens: {{tokens}}, per: MONTH}, {requests: 10000, per: MONTH}, {concurrent: 1}]
          onAbort: CHARGE
          onStoreFailure: LOCAL
        """;

    public static void CountAt(string place, IServiceCollection services)
    {
        if (place == Here)
        {
            services.AddSingleton<IBudgetStore>(new AbsentStore(_ => new(AbsentStore.Unavailable)));
        }
    }

    public static async Task<BudgetLook> ReadAsync(HostileGateway gateway)
    {
        var month = BudgetPeriod.Calendar(CalendarUnit.Month, TimeZoneInfo.Utc);
        var tokens = await ReadAsync(gateway, "tokens/MONTH/UTC", month);
        var requests = await ReadAsync(gateway, "requests/MONTH/UTC", month);
        var concurrent = await ReadAsync(gateway, "concurrent/held", BudgetPeriod.WhileHeld);
        return new BudgetLook(tokens.Used, tokens.Reserved, requests.Used, requests.Reserved, concurrent.Reserved);
    }

    private static async Task<BudgetReading> ReadAsync(HostileGateway gateway, string what, BudgetPeriod period) => (await gateway.Services.GetRequiredService<MemoryBudgetStore>()
        .ReadAsync(gateway.Services.GetRequiredService<BudgetNames>().Of("default/all", what, ""), period, TestContext.Current.CancellationToken)).ShouldNotBeNull();
}
