using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Of several hard budgets each has reserved what the answer may be long: the body that is sent allows no more than the least of them.</summary>
public sealed class HardBudgetsTests
{
    /// <summary>Tokens are counted in thousandths.</summary>
    private const long Unit = 1_000;

    private static readonly string[] Budgets = ["", "reserve: {output: 10}", "reserve: {output: 50}", "reserve: {output: 400}"];

    /// <summary>What a body calls its limit of output.</summary>
    private static readonly string[] Names = ["max_tokens", "max_completion_tokens"];

    private static readonly string[] Bodies =
    [
        """{"model":"m","messages":[]}""",
        """{"model":"m","messages":[],"max_tokens":30}""",
        """{"model":"m","messages":[],"max_completion_tokens":30}""",
        """{"model":"m","messages":[],"max_tokens":100000}""",
        """{"model":"m","messages":[],"stream":true}""",
    ];

    [Fact]
    public void What_is_sent_asks_for_no_more_output_than_each_has_reserved()
    {
        int bound = 0;
        foreach (string[] budgets in Lists())
        {
            var policy = Compile(budgets);
            foreach (string body in Bodies)
            {
                var decision = policy.Evaluate(Request, new PolicyFacts { Body = BodyFact.Whole(Encoding.UTF8.GetBytes(body)) }, AskShape.Now);
                var forwarding = decision.Forwarding.ShouldNotBeNull(decision.Reason);
                BudgetCounter[] counters = [.. forwarding.Effects.OfType<BudgetDemand>().SelectMany(demand => demand.Counters)];
                long asked = Output(forwarding.Body is { } changed ? Encoding.UTF8.GetString(changed.Span) : body);

                counters.Length.ShouldBe(budgets.Length);
                foreach (BudgetCounter counter in counters)
                {
                    counter.Amount.ShouldBeGreaterThanOrEqualTo(asked * Unit, string.Create(CultureInfo.InvariantCulture, $"{body} under {string.Join("; ", budgets)}: {asked} asked, by {counter.Budget} {counter.Amount}"));
                }

                bound += forwarding.Body is null ? 0 : 1;
            }
        }

        bound.ShouldBeGreaterThan(100);
    }

    /// <summary>One to three, in each order.</summary>
    private static IEnumerable<string[]> Lists()
    {
        IEnumerable<string[]> lists = [[]];
        for (int length = 1; length <= 3; length++)
        {
            lists = [.. lists.SelectMany(list => Budgets.Select(budget => (string[])[.. list, budget]))];
            foreach (string[] list in lists)
            {
                yield return list;
            }
        }
    }

    private static long Output(string body)
    {
        using var document = JsonDocument.Parse(body);
        return Names
            .Select(name => document.RootElement.TryGetProperty(name, out var value) ? value.GetInt64() : (long?)null)
            .Max().ShouldNotBeNull($"no limit of output: {body}");
    }

    private static PolicyRequest Request => new() { Method = "POST", Target = "/v1/chat/completions", Authority = "any.test", Headers = [new("content-type", "application/json")] };

    private static CompiledPolicy Compile(string[] budgets) => PolicyShape.Compile(
        string.Join("\n---\n", [
            PolicyShape.OneRoute("{}"),
            .. budgets.Select((budget, i) => $"apiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {{name: b{i}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: vs}}], shared: true, hard: true, limits: [{{tokens: {1_000_000 + i}, per: DAY}}]{(budget.Length > 0 ? ", " : "")}{budget}}}"),
            PolicyShape.Up,
        ]),
        KeyRing.Options);
}
