using System.Net;
using LlmPolicy.Conformance.Gateway.Upstream;
using LlmPolicy.Conformance.Runners;
using LlmPolicy.Conformance.Suites;
using LlmPolicy.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Conformance.Gateway;

/// <summary>The gateway as an app builds it, on two ports: in cleartext, HTTP/1.1 and HTTP/2 with prior knowledge have one each.</summary>
internal static class GatewayUnderTest
{
    public static async Task<WebApplication> StartAsync(SuiteGroup group, DiagnosticSeverity missingReferences, IUpstreamDialer dialer, ScriptedLimiter limiter, DateTimeOffset now)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<TimeProvider>(new FixedTime(now));
        builder.Services.AddSingleton(dialer);
        builder.Services.AddSingleton(new UpstreamTrust(EchoCertificates.Trust()));
        ILlmPolicyBuilder policy = builder.AddLlmPolicy().AddEdDsa().AddManifest(group.Manifests);
        builder.Services.Configure<LlmPolicyOptions>(options =>
            (options.MissingReferences, options.AllowWebSockets, options.AllowExtendedConnect) = (missingReferences, group.Gateway.Websocket, group.Gateway.AllowConnect));
        if (group.Limiter is not null)
        {
            policy.AddRateLimitService<ScriptedLimiter>();
            builder.Services.AddSingleton<IRateLimitService>(limiter);
            builder.Services.Configure<LlmPolicyOptions>(options =>
            {
                options.RateLimits.OnFailure = group.Limiter == "open" ? RateLimitFailureMode.Allow : RateLimitFailureMode.Refuse;
                options.RateLimits.Timeout = TimeSpan.FromMilliseconds(100);
            });
        }

        builder.Services.AddReverseProxy().LoadFromLlmPolicy();
        WebApplication gateway = builder.Build();
        gateway.MapLlmPolicy();
        await gateway.StartAsync();
        return gateway;
    }

    public static (int Http1, int Http2) Ports(WebApplication gateway)
    {
        int[] ports =
        [
            .. gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port),
        ];
        return (ports[0], ports[1]);
    }
}
