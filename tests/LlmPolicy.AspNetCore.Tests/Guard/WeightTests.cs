using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Guard;

public sealed class WeightTests
{
    private const int Requests = 100_000;

    private const string Manifest = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: default}
        spec:
          virtualHost:
            routes:
            - routeAction:
                multi:
                  destinations:
                  - {destination: {upstream: {name: a, namespace: default}}, weight: 60}
                  - {destination: {upstream: {name: b, namespace: default}}, weight: 30}
                  - {destination: {upstream: {name: c, namespace: default}}, weight: 10}
        """;

    [Fact]
    public async Task Requests_are_spread_by_weight_within_a_percent()
    {
        await using var app = await TestApp.Guarding(Manifest, app => app.Run(_ => Task.CompletedTask));
        var gate = app.Services.GetRequiredService<PolicyGate>();
        Dictionary<string, int> shares = new() { ["a"] = 0, ["b"] = 0, ["c"] = 0 };

        for (int i = 0; i < Requests; i++)
        {
            DefaultHttpContext context = new() { Request = { Method = "GET", Scheme = "http", Host = new HostString("example.com"), Path = "/" } };
            shares[(await gate.EvaluateAsync(context)).Decision.Forwarding!.Upstream.Name]++;
        }

        shares["a"].ShouldBeInRange(59_000, 61_000);
        shares["b"].ShouldBeInRange(29_000, 31_000);
        shares["c"].ShouldBeInRange(9_000, 11_000);
    }
}
