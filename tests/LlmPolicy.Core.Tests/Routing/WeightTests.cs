namespace LlmPolicy.Tests;

/// <summary>Weighted destinations: the request's draw picks one.</summary>
public sealed class WeightTests
{
    private const int Draws = 100_000;

    [Fact]
    public void Draws_that_are_evenly_spread_fall_on_destinations_by_weight()
    {
        var policy = Weighted(60, 30, 10);

        var shares = Enumerable.Range(0, Draws).Select(i => Upstream(policy, (double)i / Draws)).CountBy(name => name).ToDictionary();

        shares["up-0"].ShouldBeInRange(59_999, 60_001);
        shares["up-1"].ShouldBeInRange(29_999, 30_001);
        shares["up-2"].ShouldBeInRange(9_999, 10_001);
    }

    [Fact]
    public void A_destination_without_weight_is_never_picked()
    {
        var policy = Weighted(0, 1, 0);

        foreach (double draw in new[] { 0, 0.5, Math.BitDecrement(1.0) })
        {
            Upstream(policy, draw).ShouldBe("up-1");
        }
    }

    private static string Upstream(CompiledPolicy policy, double draw) =>
        policy.Decide(Requests.Get("/") with { Draw = draw }).ShouldForward().Upstream.Name;

    private static CompiledPolicy Weighted(params int[] weights)
    {
        string destinations = string.Join(", ", weights.Select((weight, i) => $"{{destination: {{upstream: {{name: up-{i}}}}}, weight: {weight}}}"));
        return Compiling.Policy(
            Manifest.Service($"- routeAction: {{multi: {{destinations: [{destinations}]}}}}")
            + string.Concat(weights.Select((_, i) => "\n" + Manifest.Upstream.Replace("name: up", $"name: up-{i}", StringComparison.Ordinal))));
    }
}
