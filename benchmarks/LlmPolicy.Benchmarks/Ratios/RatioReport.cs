using System.Globalization;
using static LlmPolicy.Benchmarks.Stopwatches;

namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>
/// The figures that docs/performance.md aims at, a line each: <c>NAME VALUE UNIT</c>. Each is measured in this run, beside what it is a ratio of.
/// </summary>
internal static class RatioReport
{
    private static readonly string[] ColdNames = ["cold-rs256-over", "cold-es256-over", "cold-hs256-over"];

    private static readonly string[] RefusalNames = ["refuse-missing", "refuse-garbage", "refuse-alg", "refuse-kid", "refuse-issuer", "refuse-expired"];

    private const int Capacity = 64;

    private static readonly SizedPolicy Large = new(Hosts: 1_000, RoutesPerHost: 10, Providers: 100, Principals: 1_000);

    private static readonly SizedPolicy LongHost = new(Hosts: 1, RoutesPerHost: 1_000, Providers: 1, Principals: 1);

    private static readonly SizedPolicy LongestHost = new(Hosts: 1, RoutesPerHost: 10_000, Providers: 1, Principals: 1);

    public static void Print(TextWriter output, Stopwatches stopwatches)
    {
        PrintCold(output, stopwatches);
        PrintRefusals(output, stopwatches);
        PrintWarm(output, stopwatches, ("warm-10000-routes", Large), ("warm-1000-routes-one-host", LongHost), ("warm-10000-routes-one-host", LongestHost));
        PrintModels(output, stopwatches);
        PrintBudgets(output, stopwatches);
        PrintLimit(output, stopwatches);
        PrintLoading(output, stopwatches, "10000-routes", Large);
        PrintLoading(output, stopwatches, "10000-routes-one-host", LongestHost);
    }

    /// <summary>Cold without a cache, then, as <c>cold-kept</c>, with one that does not hold the token and keeps it; warm with the token in it.</summary>
    private static void PrintCold(TextWriter output, Stopwatches stopwatches)
    {
        LabCase[] cases = [LabCase.Rsa(), LabCase.Ec(), LabCase.Hmac()];
        PolicyFacts facts = new() { Tokens = new TokenCache(Capacity) };
        NewTokens kept = new();
        double[][] times = stopwatches.Measure(
            [.. cases.SelectMany(c => new Action[] { () => c.Bare(), () => c.Decide() }), () => cases[0].Decide(facts), kept.Verify, kept.Decide]);
        Line(output, "cold-rs256", Median(times[1], times[0], (cold, bare) => cold / bare), "x");
        foreach (var (i, name) in ColdNames.Index())
        {
            Line(output, name, Median(times[(2 * i) + 1], times[2 * i], (cold, bare) => cold - bare), "us");
        }

        Line(output, "cold-bytes", Allocated(() => cases[0].Decide()), "B");
        Line(output, "cold-kept-over", Median(times[8], times[7], (cold, bare) => cold - bare), "us");
        Line(output, "cold-kept-bytes", Allocated(kept.Decide), "B");
        Line(output, "warm", Median(times[6]), "us");
        Line(output, "warm-bytes", Allocated(() => cases[0].Decide(facts)), "B");
    }

    private static void PrintRefusals(TextWriter output, Stopwatches stopwatches)
    {
        LabCase bare = LabCase.Rsa();
        double[][] times = stopwatches.Measure(
            Refusals.Missing(), Refusals.Garbage(), Refusals.Algorithm(), Refusals.KeyId(), Refusals.Issuer(), Refusals.Expired(), Refusals.Signature(), () => bare.Bare());
        foreach (var (i, name) in RefusalNames.Index())
        {
            Line(output, name, Median(times[i]), "us");
        }

        Line(output, "refuse-signature", Median(times[6], times[7], (refused, verified) => refused / verified), "x");
    }

    /// <summary>Beside the lab's.</summary>
    private static void PrintWarm(TextWriter output, Stopwatches stopwatches, params (string Name, SizedPolicy Policy)[] policies)
    {
        LabCase lab = LabCase.Rsa();
        PolicyFacts facts = new() { Tokens = new TokenCache(Capacity) };
        double[][] times = stopwatches.Measure([() => lab.Decide(facts), .. policies.Select(p => Warm(p.Policy.Compile(), facts))]);
        foreach (var (i, (name, _)) in policies.Index())
        {
            Line(output, name, Median(times[i + 1], times[0], (many, one) => many / one), "x");
        }
    }

    private static Action Warm(CompiledPolicy policy, PolicyFacts facts)
    {
        PolicyDecision Decide() => policy.Evaluate(SizedPolicy.Request, facts, Lab.Now);
        return Decide().Reason == ReasonCodes.Forwarded ? () => Decide() : throw new InvalidOperationException("This is no measure of the last route.");
    }

    /// <summary>Which model a chat asks for, beside reading its body once with .NET's reader.</summary>
    private static void PrintModels(TextWriter output, Stopwatches stopwatches)
    {
        ModelBodies chat = new(4 << 10);
        ModelBodies large = new(1 << 20);
        double[][] times = stopwatches.Measure(chat.Resolve, chat.Read, large.Resolve, large.Read);
        Line(output, "model-4k", Median(times[0]), "us");
        Line(output, "model-4k-over", Median(times[0], times[1], (found, read) => found - read), "us");
        Line(output, "model-4k-bytes", Allocated(chat.Resolve), "B");
        Line(output, "model-1m", Median(times[2], times[3], (found, read) => found / read), "x");
    }

    /// <summary>A reservation of two budgets in memory, and its settlement.</summary>
    private static void PrintBudgets(TextWriter output, Stopwatches stopwatches)
    {
        TwoBudgets budgets = new();
        Line(output, "budgets-2", Median(stopwatches.Measure(budgets.ReserveAndSettle)[0]), "us");
        Line(output, "budgets-2-bytes", Allocated(budgets.ReserveAndSettle), "B");
    }

    /// <summary>A request that one rule counts, in memory.</summary>
    private static void PrintLimit(TextWriter output, Stopwatches stopwatches)
    {
        OneLimit limit = new();
        Line(output, "limit", Median(stopwatches.Measure(limit.Count)[0]), "us");
        Line(output, "limit-bytes", Allocated(limit.Count), "B");
    }

    private static void PrintLoading(TextWriter output, Stopwatches stopwatches, string name, SizedPolicy policy)
    {
        double read = stopwatches.Seconds(() => policy.Read());
        double all = stopwatches.Seconds(() => policy.Compile());
        Line(output, $"read-{name}", read, "s");
        Line(output, $"compile-{name}", Math.Max(0, all - read), "s");
    }

    private static void Line(TextWriter output, string name, double value, string unit) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {Math.Round(value, 3)} {unit}"));
}
