namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>What a role is started with.</summary>
/// <param name="Port">The loopback port; 0: a free one.</param>
/// <param name="Upstream">The provider's address.</param>
/// <param name="Manifests">The folder of LlmPolicy's manifests.</param>
/// <param name="Settings">More of LlmPolicy's configuration, each KEY=VALUE.</param>
internal sealed record RoleOptions(int Port, Uri Upstream, string Manifests, IReadOnlyList<string> Settings)
{
    /// <summary>What all roles have in common: the port, and logging of warnings alone.</summary>
    public WebApplicationBuilder CreateBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{Port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder;
    }
}
