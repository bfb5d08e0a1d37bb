namespace LlmPolicy.Samples.Gateway;

/// <summary>The configuration that a gateway of your own would hold in appsettings.json.</summary>
internal static class LabConfiguration
{
    public static Dictionary<string, string?> Of(Scenario scenario, string? standIn, IConfiguration given)
    {
        var values = new Dictionary<string, string?>();
        for (int i = 0; i < scenario.Manifests.Count; i++)
        {
            values[$"LlmPolicy:Manifests:{i}"] = scenario.Manifests[i];
        }

        if (standIn is not null)
        {
            values[$"LlmPolicy:Upstreams:{scenario.StandInFor}"] = standIn;
        }

        if (scenario.ProviderKey is { } key)
        {
            values["LlmPolicy:Secrets:default:hftoken:Authorization"] = $"Bearer {key}";
        }

        // Container images set ports this way.
        if (given["http_ports"] is null && given["https_ports"] is null)
        {
            values["urls"] = "http://localhost:8080";
        }

        return values;
    }
}
