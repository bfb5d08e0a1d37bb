using LlmPolicy.Conformance.Gateway.Http2;
using LlmPolicy.Conformance.Gateway.Upstream;
using LlmPolicy.Conformance.Gateway.Wire;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;
using Microsoft.AspNetCore.Builder;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>A gateway and an upstream for one group.</summary>
internal sealed class GatewayGroupRun : IGroupRun
{
    /// <summary>What the upstream got may show a moment after the answer.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(20);

    private const int MostSettlings = 10;

    private readonly ScriptedUpstream _upstream;
    private readonly KeyServers _keys;
    private readonly WebApplication _gateway;
    private readonly Http1Client _http1;
    private readonly Http2Client _http2;

    private readonly ScriptedLimiter _limiter;

    private GatewayGroupRun(ScriptedUpstream upstream, KeyServers keys, ScriptedLimiter limiter, WebApplication gateway)
    {
        (_upstream, _keys, _limiter, _gateway) = (upstream, keys, limiter, gateway);
        (int http1, int http2) = GatewayUnderTest.Ports(gateway);
        (_http1, _http2) = (new Http1Client(http1), new Http2Client(http2));
    }

    public static async Task<GatewayGroupRun> StartAsync(SuiteGroup group, PolicyCompilation compilation, DiagnosticSeverity missingReferences, DateTimeOffset now)
    {
        ScriptedUpstream upstream = new();
        KeyServers keys = await KeyServers.StartAsync(group.Remotes);
        EchoDialer dialer = new(upstream.Port, keys.Port, group.Remotes.Keys.Select(url => new Uri(url).Host).ToHashSet(), Unreachable(group, compilation));
        ScriptedLimiter limiter = new();
        return new GatewayGroupRun(upstream, keys, limiter, await GatewayUnderTest.StartAsync(group, missingReferences, dialer, limiter, now));
    }

    public async Task<Answer> AnswerAsync(SuiteCase recorded)
    {
        _limiter.Begin(recorded);
        await using UpstreamVisit visit = _upstream.Visit(recorded.Request);
        Answer answer = await (recorded.Request.Http2 is null ? _http1.SendAsync(recorded) : _http2.SendAsync(recorded));
        IReadOnlyList<UpstreamRequest> received = await ReceivedAsync(visit, recorded.Expect);
        return answer with { Upstream = received is [.., var last] ? last : null, Requests = received, Asked = _limiter.Asked };
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _keys.DisposeAsync();
    }

    private static async Task<IReadOnlyList<UpstreamRequest>> ReceivedAsync(UpstreamVisit visit, Expectation expected)
    {
        int recorded = expected.Requests?.Count ?? 1;
        for (int i = 0; i < MostSettlings && visit.Received.Count < recorded; i++)
        {
            await Task.Delay(Settling);
        }

        return visit.Received;
    }

    /// <summary>The addresses of the Upstreams that can't be reached, and why.</summary>
    private static Dictionary<string, string> Unreachable(SuiteGroup group, PolicyCompilation compilation) =>
        compilation.Policy!.Upstreams
            .Where(upstream => group.Endpoints.ContainsKey(upstream.Name.Name))
            .SelectMany(upstream => upstream.Endpoints.Select(endpoint => (endpoint.Host, How: group.Endpoints[upstream.Name.Name])))
            .DistinctBy(endpoint => endpoint.Host)
            .ToDictionary(endpoint => endpoint.Host, endpoint => endpoint.How);
}
