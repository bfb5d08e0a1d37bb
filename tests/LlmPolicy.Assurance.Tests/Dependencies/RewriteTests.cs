using GatewayManifests = LlmPolicy.Gateway.Manifests;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A rewrite by a pattern whose next match may look at all of the rest again: paths with too many matches never get so far.</summary>
public sealed class RewriteTests
{
    public static TheoryData<string, int> Cases => new MatrixTheoryData<string, int>(
        ["a.*b|a", "a.*(b|c|d)|a", "a[^b]*b|a", "a"], [10, 1000, 2800, 2893, 2894, 2897, 4000, 8000, 30_000]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_takes_too_many_steps_is_refused_and_nothing_else(string pattern, int matches)
    {
        string? arrived = null;
        await using HostileServer upstream = new(request =>
        {
            arrived = request.Target;
            return request.SendAsync(HostileServer.Ok);
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(
            upstream,
            string.Join("\n---\n", Policies.Service("plain", "{}", GatewayManifests.Route("/", options: $"regexRewrite: {{pattern: {{regex: '{pattern}'}}, substitution: x}}")), Policies.Upstream));
        string path = "/r/" + new string('a', matches);
        bool fits = (long)matches * path.Length <= LimitsDocument.Value("Re2.MaxReplacingSteps");

        Answer answer = await gateway.AskAsync($"GET {path} HTTP/1.1\nHost: plain.test");

        (answer.Status, arrived).ShouldBe(fits ? (200, "/r/" + new string('x', matches)) : (400, null));
    }
}
