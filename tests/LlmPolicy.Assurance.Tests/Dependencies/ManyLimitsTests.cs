namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A request is held against each of its rate limits, however many there are: a store takes 64 at once.</summary>
public sealed class ManyLimitsTests
{
    private const int Limits = 130;

    /// <summary>The one that has room for one request; the others have for a thousand.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    public async Task The_one_that_is_reached_refuses_wherever_it_stands(int tight)
    {
        string rules = string.Join(", ", Enumerable.Range(0, Limits).Select(i => $"{{key: k{i}, value: v, rateLimit: {{requestsPerUnit: {(i == tight ? 1 : 1000)}, unit: DAY}}}}"));
        string asked = string.Join(", ", Enumerable.Range(0, Limits).Select(i => $"{{actions: [{{requestHeaders: {{headerName: x-a, descriptorKey: k{i}}}}}]}}"));
        string config = $"apiVersion: ratelimit.solo.io/v1alpha1\nkind: RateLimitConfig\nmetadata: {{name: many, namespace: default}}\nspec: {{raw: {{descriptors: [{rules}], rateLimits: [{asked}]}}}}";
        await using HostileServer upstream = HostileServer.Sound();
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            upstream, string.Join("\n---\n", Policies.Service("plain", "{rateLimitConfigs: {refs: [{name: many, namespace: default}]}}", Gateway.Manifests.Route("/")), Policies.Upstream, config));

        (await gateway.AskAsync("GET / HTTP/1.1\nHost: plain.test\nx-a: v")).Status.ShouldBe(200);
        (await gateway.AskAsync("GET / HTTP/1.1\nHost: plain.test\nx-a: v")).Status.ShouldBe(429);
        upstream.Arrivals.ShouldBe(1);
    }
}
