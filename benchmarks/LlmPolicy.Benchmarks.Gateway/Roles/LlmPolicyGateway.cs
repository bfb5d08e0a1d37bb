namespace LlmPolicy.Benchmarks.Gateway.Roles;

/// <summary>LlmPolicy's gateway, set up as the sample is.</summary>
internal static class LlmPolicyGateway
{
    public static WebApplication Create(RoleOptions options) => Create(options, static _ => { });

    /// <summary>The same with more services.</summary>
    public static WebApplication Create(RoleOptions options, Action<IServiceCollection> configure)
    {
        WebApplicationBuilder builder = options.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(Settings(options));
        builder.AddLlmPolicy();
        builder.Services.AddReverseProxy().LoadFromLlmPolicy();
        configure(builder.Services);
        WebApplication app = builder.Build();
        app.MapLlmPolicy();
        return app;
    }

    private static Dictionary<string, string?> Settings(RoleOptions options)
    {
        Dictionary<string, string?> settings = new()
        {
            ["LlmPolicy:Manifests:0"] = options.Manifests,
            [$"LlmPolicy:Upstreams:{LabPolicy.UpstreamName}"] = options.Upstream.ToString(),
            ["LlmPolicy:Secrets:default:hftoken:Authorization"] = LabPolicy.ProviderAuthorization,
        };
        foreach (string[] setting in options.Settings.Select(setting => setting.Split('=', 2)))
        {
            settings[setting[0]] = setting[1];
        }

        return settings;
    }
}
