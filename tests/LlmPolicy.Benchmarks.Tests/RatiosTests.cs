using System.Globalization;

namespace LlmPolicy.Benchmarks;

public sealed class RatiosTests : IDisposable
{
    private static readonly string[] Names =
    [
        "cold-rs256", "cold-rs256-over", "cold-es256-over", "cold-hs256-over", "cold-bytes", "cold-kept-over", "cold-kept-bytes", "warm", "warm-bytes",
        "refuse-missing", "refuse-garbage", "refuse-alg", "refuse-kid", "refuse-issuer", "refuse-expired", "refuse-signature",
        "warm-10000-routes", "warm-1000-routes-one-host", "warm-10000-routes-one-host", "model-4k", "model-4k-over", "model-4k-bytes", "model-1m",
        "budgets-2", "budgets-2-bytes",
        "read-10000-routes", "compile-10000-routes", "read-10000-routes-one-host", "compile-10000-routes-one-host",
    ];

    private readonly BenchmarkProgram _program = new();

    [Fact]
    public async Task Each_figure_is_a_line_of_a_name_a_number_and_a_unit()
    {
        string[][] lines = [.. (await _program.RunAsync("ratios", "--short")).Select(line => line.Split(' '))];

        Names.ShouldBeSubsetOf(lines.Select(line => line[0]));
        lines.ShouldAllBe(line => line.Length == 3);
        lines.ShouldAllBe(line => double.IsFinite(double.Parse(line[1], CultureInfo.InvariantCulture)));
        lines.Select(line => line[2]).Distinct().ShouldBeSubsetOf(["x", "us", "B", "s"]);
    }

    public void Dispose() => _program.Dispose();
}
