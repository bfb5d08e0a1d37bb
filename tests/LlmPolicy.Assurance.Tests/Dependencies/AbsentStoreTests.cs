using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>While the store of budgets does not answer, each of a request's budgets says what becomes of it: nothing passes that one of them holds back.</summary>
[Collection(ManagedMemory.Collection)]
public sealed class AbsentStoreTests
{
    /// <summary>One to three budgets of one request each, in every order of what they say.</summary>
    private static readonly Said[][] Combinations = [.. from count in Enumerable.Range(1, 3) from said in InEveryOrder(count) select said];

    private static readonly string Manifests = string.Join(
        "\n---\n",
        [
            .. Combinations.SelectMany((budgets, i) => budgets.Select((budget, j) => Budget(i, j, budget)).Prepend(Policies.Service($"s{i}", "{}", Gateway.Manifests.Route("/")))),
            Policies.Upstream,
        ]);

    [Fact]
    public async Task A_request_passes_if_and_only_if_no_budget_that_binds_it_says_REFUSE_and_is_counted_here_if_one_says_LOCAL()
    {
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(upstream, _ => new(AbsentStore.Unavailable));
        for (int i = 0; i < Combinations.Length; i++)
        {
            string story = string.Join(", ", Combinations[i].Select(budget => budget.ToString()));
            string[] binding = [.. Combinations[i].Where(budget => !budget.Shadow).Select(budget => budget.OnFailure)];
            int arrived = upstream.Arrivals;

            Answer first = await AskAsync(gateway, i);
            Answer second = await AskAsync(gateway, i);

            (int, int) expected = binding.Contains("REFUSE") ? (503, 503) : binding.Contains("LOCAL") ? (200, 429) : (200, 200);
            (first.Status, second.Status).ShouldBe(expected, story);
            (upstream.Arrivals - arrived).ShouldBe(new[] { expected.Item1, expected.Item2 }.Count(status => status == 200), story);
            if (first.Status == 503)
            {
                Enumerable.Range(0, Combinations[i].Length).Any(j => Combinations[i][j] == new Said("REFUSE", false) && first.Body.Contains($"default/b{i}-{j} ", StringComparison.Ordinal))
                    .ShouldBeTrue($"{story}: {first.Body}");
            }
        }
    }

    /// <summary>It may not throw: what does is no answer, whatever the budgets say of one that is away.</summary>
    [Fact]
    public async Task Nothing_is_sent_past_a_store_that_throws()
    {
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(upstream, _ => throw new InvalidOperationException("c4nary"));
        for (int i = 0; i < Combinations.Length; i++)
        {
            (await AskAsync(gateway, i)).Status.ShouldBeGreaterThanOrEqualTo(500);
        }

        upstream.Arrivals.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_sent_past_a_store_that_hangs_and_whoever_leaves_waits_no_more()
    {
        TaskCompletionSource? asked = null;
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await StartAsync(upstream, async given =>
        {
            TaskCompletionSource up = new();
            await using CancellationTokenRegistration end = given.Register(up.SetResult);
            asked!.SetResult();
            await up.Task;
            return AbsentStore.Unavailable;
        });
        for (int i = 0; i < Combinations.Length; i++)
        {
            asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await using (Stream client = await gateway.ConnectAsync())
            {
                await GatewayHost.WriteAsync(client, Head(i));
                await asked.Task.WaitAsync(HostileGateway.GiveUp, TestContext.Current.CancellationToken);
            }

            await gateway.QuietAsync();
        }

        upstream.Arrivals.ShouldBe(0);
    }

    private static Task<HostileGateway> StartAsync(HostileServer upstream, Func<CancellationToken, ValueTask<BudgetReserveResult>> reserve) =>
        HostileGateway.StartAsync(upstream, Manifests, services => services.AddSingleton<IBudgetStore>(new AbsentStore(reserve)));

    private static Task<Answer> AskAsync(HostileGateway gateway, int combination) => gateway.AskAsync(Head(combination));

    private static string Head(int combination) => $"POST /v1/chat/completions HTTP/1.1\nHost: s{combination}.test\nContent-Length: 0";

    private static string Budget(int service, int number, Said said) =>
        $$"""
        apiVersion: llmpolicy.dev/v1alpha1
        kind: TokenBudget
        metadata: {name: b{{service}}-{{number}}, namespace: default}
        spec: {targetRefs: [{kind: VirtualService, name: s{{service}}}], shared: true, limits: [{requests: 1, per: DAY}], onStoreFailure: {{said.OnFailure}}, mode: {{(said.Shadow ? "SHADOW" : "ENFORCE")}}}
        """;

    private static IEnumerable<Said[]> InEveryOrder(int count) => count == 0
        ? [[]]
        : from rest in InEveryOrder(count - 1) from mode in (string[])["REFUSE", "LOCAL", "ALLOW"] from shadow in (bool[])[false, true] select (Said[])[.. rest, new Said(mode, shadow)];

    /// <summary>What a budget says of a store that is away, and whether it only watches.</summary>
    private sealed record Said(string OnFailure, bool Shadow);
}
