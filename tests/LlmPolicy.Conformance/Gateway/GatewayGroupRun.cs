using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;
using LlmPolicy.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>A gateway and an upstream for one group.</summary>
internal sealed class GatewayGroupRun : IGroupRun
{
    private readonly EchoServer _upstream;
    private readonly KeyServers _keys;
    private readonly WebApplication _gateway;
    private readonly RawClient _client;

    private GatewayGroupRun(EchoServer upstream, KeyServers keys, WebApplication gateway)
    {
        (_upstream, _keys, _gateway) = (upstream, keys, gateway);
        IServerAddressesFeature addresses = gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        _client = new RawClient(new Uri(addresses.Addresses.Single()).Port);
    }

    public static async Task<GatewayGroupRun> StartAsync(SuiteGroup group, DateTimeOffset now)
    {
        EchoServer upstream = new();
        KeyServers keys = await KeyServers.StartAsync(group.Remotes);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(new FixedTime(now));
        builder.Services.AddSingleton<IUpstreamDialer>(new EchoDialer(upstream.Port, keys.Port, group.Remotes.Keys.Select(url => new Uri(url).Host).ToHashSet()));
        builder.Services.AddSingleton(new UpstreamTrust(EchoCertificates.Trust()));
        builder.AddLlmPolicy().AddEdDsa().AddManifest(group.Manifests);
        builder.Services.AddReverseProxy().LoadFromLlmPolicy();
        WebApplication gateway = builder.Build();
        gateway.MapLlmPolicy();
        await gateway.StartAsync();
        return new GatewayGroupRun(upstream, keys, gateway);
    }

    public async Task<Answer> AnswerAsync(CaseRequest request)
    {
        Answer answer = await _client.SendAsync(request);
        UpstreamRequest? sent = _upstream.Take();
        return sent is null ? answer : answer with { Upstream = sent, Body = "" };
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _keys.DisposeAsync();
    }
}
