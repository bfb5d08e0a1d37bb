using LlmPolicy.Gateway;
using static LlmPolicy.Assurance.Dependencies.BudgetLook;
using static LlmPolicy.Assurance.Dependencies.Fate;
using static LlmPolicy.Assurance.Dependencies.TriedUpstream;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>
/// Whatever comes of a request's tries, one after the other: what it takes of a budget stays reserved until all is over, is given back if no try can have been sent, else charged
/// once (docs/budgets.md); and then no connection is left of it.
/// </summary>
[Collection(ManagedMemory.Collection)]
public sealed class RetriedTests
{
    private const string Gone = "the client leaves before the next try";

    private const int Retries = 2;

    private static readonly string Manifests = string.Join(
        "\n---\n",
        Policies.Service(
            "retried", "{}",
            Gateway.Manifests.Route("/timed", options: $"retries: {{retryOn: 5xx, numRetries: {Retries}, perTryTimeout: {PerTry.TotalSeconds}s, retryBackOff: {{baseInterval: 0.001s, maxInterval: 0.001s}}}}"),
            Gateway.Manifests.Route("/waiting", options: $"retries: {{retryOn: 5xx, numRetries: {Retries}, retryBackOff: {{baseInterval: 1000s, maxInterval: 1000s}}}}"),
            Gateway.Manifests.Route("/", options: $"retries: {{retryOn: 5xx, numRetries: {Retries}, retryBackOff: {{baseInterval: 0.001s, maxInterval: 0.001s}}}}")),
        Budget("retried", tokens: 1_000_000),
        Policies.Upstream);

    private static string[] Retried(string route) => route == "/timed" ? [Refused, Unread, Reset, Unavailable, Late] : [Refused, Unread, Reset, Unavailable];

    [Theory]
    [InlineData("/", InTheStore)]
    [InlineData("/", Here)]
    [InlineData("/timed", InTheStore)]
    public async Task Whatever_its_tries_come_to_it_is_charged_once_for_what_can_have_been_sent_and_is_over(string route, string counted)
    {
        await using TriedUpstream upstream = new();
        await using HostileGateway gateway = await upstream.StartAsync(Manifests, new ImpatientClock(), counted);
        foreach (string[] tries in Whatever(route))
        {
            string story = $"{route}: {string.Join("; ", tries)}";
            var before = await ReadAsync(gateway);
            upstream.Follow(gateway, tries);
            bool leaves = tries[^1] is Held or Endless;

            Answer answer = leaves ? await LeaveAsync(gateway, upstream, route, tries) : await gateway.AskAsync(Head(route), Ask);

            await upstream.OverAsync(story);
            if (!leaves)
            {
                (answer.Status, answer.IsWhole).ShouldBe((tries[^1] is Whole or Cut ? 200 : tries[^1] == Late ? 504 : 503, tries[^1] != Cut), story);
            }

            await ShouldBeChargedAsync(gateway, upstream, before, tries, story);
        }
    }

    /// <summary>Between two tries a request waits, and is no less under way.</summary>
    [Theory]
    [InlineData(InTheStore)]
    [InlineData(Here)]
    public async Task A_client_that_leaves_between_two_tries_is_charged_once_for_what_can_have_been_sent_and_is_over(string counted)
    {
        await using TriedUpstream upstream = new();
        await using HostileGateway gateway = await upstream.StartAsync(Manifests, new TestClock(), counted);
        foreach (string[] tries in InEveryOrder(Retried("/waiting"), 1).Concat(InEveryOrder(Retried("/waiting"), Retries)))
        {
            string story = $"/waiting: {string.Join("; ", tries)}";
            var before = await ReadAsync(gateway);
            upstream.Follow(gateway, tries);
            await using (Stream client = await gateway.ConnectAsync())
            {
                await GatewayHost.WriteAsync(client, Head("/waiting"), Ask);
                for (int i = 1; i < tries.Length; i++)
                {
                    await gateway.Clock.PassAsync(IsBackOff);
                }

                await gateway.Clock.TimerAsync(IsBackOff);
            }

            await upstream.OverAsync(story);
            await ShouldBeChargedAsync(gateway, upstream, before, [.. tries, Gone], story);
        }

        // A random part of an interval; whatever else waits, waits for whole seconds.
        static bool IsBackOff(TimeSpan due) => due > TimeSpan.Zero && due.Ticks % TimeSpan.TicksPerSecond != 0;
    }

    private static IEnumerable<string[]> Whatever(string route)
    {
        string[] last = [Held, Whole, Cut, Endless];
        foreach (string[] before in Enumerable.Range(0, Retries + 1).SelectMany(count => InEveryOrder(Retried(route), count)))
        {
            foreach (string end in before.Length < Retries ? last : [.. Retried(route), .. last])
            {
                yield return [.. before, end];
            }
        }
    }

    private static IEnumerable<string[]> InEveryOrder(string[] fates, int count) =>
        count == 0 ? [[]] : from rest in InEveryOrder(fates, count - 1) from fate in fates select (string[])[.. rest, fate];

    /// <summary>Goes once the last try has arrived; of an answer, once some of it is there.</summary>
    private static async Task<Answer> LeaveAsync(HostileGateway gateway, TriedUpstream upstream, string route, string[] tries)
    {
        int arrived = upstream.Server.Arrivals + tries.Count(fate => fate is not (Refused or Unread));
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Head(route), Ask);
        await gateway.BoundedAsync(upstream.Server.ArrivedAsync(arrived).ContinueWith(_ => true, TaskScheduler.Default));
        return await gateway.BoundedAsync(Answer.ReadAsync(client, tries[^1] == Endless ? 1 : 0, TestContext.Current.CancellationToken));
    }

    private static async Task ShouldBeChargedAsync(HostileGateway gateway, TriedUpstream upstream, BudgetLook before, string[] tries, string story)
    {
        upstream.Left.ShouldBe(0, story);
        upstream.WasTakenForEver.ShouldBeFalse(story);
        foreach (var during in upstream.During)
        {
            // It stays as it was reserved, through all tries: the 60 that it declares, and what its input may be.
            during.ShouldBe(new BudgetLook(before.Tokens, upstream.During[0].TokensReserved, before.Requests, 1, 1), story);
            during.TokensReserved.ShouldBeGreaterThan(60_000, story);
        }

        bool canHaveBeenSent = tries.Any(fate => fate is not (Refused or Gone));
        long tokens = !canHaveBeenSent || tries[^1] == Unavailable ? 0 : tries[^1] == Whole ? 100_000 : upstream.During[0].TokensReserved;
        (await ReadAsync(gateway)).ShouldBe(new BudgetLook(before.Tokens + tokens, 0, before.Requests + (canHaveBeenSent ? 1 : 0), 0, 0), story);
    }
}
