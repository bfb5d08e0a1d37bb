namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>What the gateway is measured against: YARP with nothing added.</summary>
internal static class YarpAlone
{
    public static WebApplication Create(RoleOptions options) => YarpRoute.Build(options.CreateBuilder(), options.Upstream.ToString());
}
