using Yarp.ReverseProxy.Configuration;

namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>One route, one cluster, no policy, all else YARP's default.</summary>
internal static class YarpRoute
{
    public static WebApplication Build(WebApplicationBuilder builder, string upstream)
    {
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "provider", Match = new RouteMatch { Path = "{**path}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "provider",
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream } },
                },
            ]);
        WebApplication app = builder.Build();
        app.MapReverseProxy();
        return app;
    }
}
