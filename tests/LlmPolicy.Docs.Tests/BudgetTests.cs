using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Docs;

/// <summary>The numbers of docs/budgets.md are those that come of the policy.</summary>
public class BudgetTests
{
    private const string Declared = "\"max_tokens\":60";

    private static readonly LlmUsage Answer = new() { Source = LlmUsageSource.Reported, End = LlmAnswerEnd.Whole, Input = 40, Output = 60, Total = 100 };

    private static readonly MarkdownDocument Numbers = Repository.Document("docs/budgets.md").Sections("^In numbers$").Single().Body;

    [Fact]
    public void What_is_reserved_is_what_each_row_says()
    {
        string[][] rows = [.. Numbers.Rows.Where(row => row.Length == 4 && row[0].StartsWith('`'))];
        rows.Length.ShouldBe(7);
        foreach (string[] row in rows)
        {
            OutputHistory history = new();
            var policy = Policy(MarkdownDocument.CodeIn(row[0]).Single());
            foreach (string output in row[2].Split(", ").Where(output => output is not ("any" or "none")))
            {
                Demand(policy, "", history).Learn(history, Answer with { Output = long.Parse(output, CultureInfo.InvariantCulture) });
            }

            var demand = Demand(policy, MarkdownDocument.CodeIn(row[1]).SingleOrDefault() ?? "", history);
            $"{demand.Output}".ShouldBe(row[3], string.Join(" | ", row));
        }

        var plain = Policy("limits: [{tokens: 1000, per: DAY}]");
        Numbers.Text.ShouldContain($"estimated at {Demand(plain, "", null).Input} tokens, and at {Demand(plain, Declared, null).Input} with");
    }

    [Fact]
    public async Task One_after_another_each_is_charged_what_its_answer_reported()
    {
        string[][] rows = [.. Numbers.Rows.Where(row => row[^1] is "served" or "refused")];
        MemoryBudgetStore store = new(new FakeTimeProvider());
        var demand = Demand(Policy("limits: [{tokens: 1000, per: DAY}]"), Declared, null);
        List<string[]> found = [];
        for (int answered = 0; answered <= 10; answered++)
        {
            var before = await ReadAsync(store, demand);
            var reservation = Reservation(demand);
            var result = await store.ReserveAsync(reservation, TestContext.Current.CancellationToken);
            bool isServed = result.Outcome == BudgetReserveOutcome.Reserved;
            found.Add([$"{answered}", $"{before.Used}", $"{1000 - before.Used}", isServed ? "served" : "refused"]);
            await store.SettleAsync(reservation, demand.Used(Answer), TestContext.Current.CancellationToken);
        }

        rows.Length.ShouldBe(4);
        foreach (string[] row in rows)
        {
            found.ShouldContain(line => line.SequenceEqual(row), string.Join(" | ", row));
        }
    }

    [Fact]
    public async Task Of_many_at_once_as_many_are_admitted_as_fit()
    {
        string[][] rows = [.. Numbers.Rows.Where(row => row.Length == 5 && row[0] != "request")];
        rows.Length.ShouldBe(2);
        foreach (string[] row in rows)
        {
            MemoryBudgetStore store = new(new FakeTimeProvider());
            var demand = Demand(Policy("limits: [{tokens: 1000, per: DAY}]"), MarkdownDocument.CodeIn(row[0]).SingleOrDefault() ?? "", null);
            List<BudgetReservation> admitted = [];
            for (int i = 0; i < 100; i++)
            {
                var reservation = Reservation(demand);
                if ((await store.ReserveAsync(reservation, TestContext.Current.CancellationToken)).Outcome == BudgetReserveOutcome.Reserved)
                {
                    admitted.Add(reservation);
                }
            }

            var (_, reserved) = await ReadAsync(store, demand);
            foreach (var reservation in admitted)
            {
                await store.SettleAsync(reservation, demand.Used(Answer), TestContext.Current.CancellationToken);
            }

            var (used, _) = await ReadAsync(store, demand);
            row[1..].ShouldBe([$"{demand.Counters[0].Amount / 1000}", $"{admitted.Count}", $"{reserved}", $"{used}"], row[0]);
        }
    }

    private static CompiledPolicy Policy(string budget)
    {
        var compiled = PolicyCompiler.Compile([new ManifestFile("budget.yaml", $$"""
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata: {name: vs, namespace: default}
            spec: {virtualHost: {domains: ['*'], routes: [{matchers: [{prefix: /}], routeAction: {single: {upstream: {name: up, namespace: default} } } }] } }
            ---
            apiVersion: gloo.solo.io/v1
            kind: Upstream
            metadata: {name: up, namespace: default}
            spec: {static: {hosts: [{addr: up.example, port: 80}]} }
            ---
            apiVersion: llmpolicy.dev/v1alpha1
            kind: TokenBudget
            metadata: {name: tokens, namespace: default}
            spec: {targetRefs: [{kind: VirtualService, name: vs}], shared: true, {{budget}} }
            """)]);
        return compiled.Policy.ShouldNotBeNull(string.Join('\n', compiled.Diagnostics));
    }

    private static BudgetDemand Demand(CompiledPolicy policy, string members, OutputHistory? history)
    {
        string shown = SourceText.Strings(Numbers.Text, "The request is `(.*?)`").Single();
        byte[] body = Encoding.UTF8.GetBytes(members.Length == 0 ? shown : $"{shown[..^1]},{members}}}");
        PolicyRequest request = new() { Method = "POST", Target = "/v1/chat/completions", Authority = "host", Headers = [new HeaderField("content-type", "application/json")] };
        return policy.Evaluate(request, PolicyFacts.None with { Body = BodyFact.Whole(body), Outputs = history }, DateTimeOffset.UnixEpoch)
            .Forwarding.ShouldNotBeNull().Effects.OfType<BudgetDemand>().Single();
    }

    private static BudgetReservation Reservation(BudgetDemand demand) => new(
        Guid.NewGuid(), demand.Counters.Select(counter => new BudgetCharge("counter", counter.Period, counter.Limit, counter.Amount)).ToArray(), TimeSpan.FromMinutes(1));

    private static async Task<(long Used, long Reserved)> ReadAsync(MemoryBudgetStore store, BudgetDemand demand)
    {
        var reading = (await store.ReadAsync("counter", demand.Counters[0].Period, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        return (reading.Used / 1000, reading.Reserved / 1000);
    }
}
