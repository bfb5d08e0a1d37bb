using System.Text.RegularExpressions;
using LlmPolicy.Http;

namespace LlmPolicy.Routing;

/// <summary>Path and query of a call, as a provider has them.</summary>
internal interface IProviderPath
{
    /// <param name="path">The path as the route sends it.</param>
    /// <param name="query">The query with its <c>?</c>, or empty.</param>
    string Apply(string path, string query);
}

/// <summary>A provider whose calls begin with <c>/v1/</c>: such a path stays as it is, and any other is a chat.</summary>
internal sealed class VersionedPath(string chat) : IProviderPath
{
    public string Apply(string path, string query) => (path.StartsWith("/v1/", StringComparison.Ordinal) ? path : chat) + query;
}

/// <summary>Azure's: a call of one deployment, whichever the request names. What comes as OpenAI has it is the same call of the deployment.</summary>
internal sealed partial class AzurePath(string deployment, string version) : IProviderPath
{
    public string Apply(string path, string query)
    {
        string call = Call().Match(path) is { Success: true } named ? named.Groups["call"].Value : "chat/completions";
        string others = query.Length == 0 ? "" : QueryString.Without(query, "api-version");
        return $"/openai/deployments/{Uri.EscapeDataString(deployment)}/{call}{(others.Length == 0 ? "?" : $"{others}&")}api-version={Uri.EscapeDataString(version)}";
    }

    [GeneratedRegex("(?:/deployments/[^/]+|/v1)/(?<call>[a-z]+(?:/[a-z]+)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Call();
}

/// <summary>Gemini's: the path names model and call. Without a call it is a chat.</summary>
internal sealed partial class GeminiPath(string? model, string version) : IProviderPath
{
    public string Apply(string path, string query)
    {
        var named = Call().Match(path);
        string name = model is not null ? Uri.EscapeDataString(model) : named.Groups["model"].Value;
        bool isOther = !named.Success && (name.Length == 0 || path.StartsWith($"/{version}/", StringComparison.Ordinal));
        return (isOther ? path : $"/{Uri.EscapeDataString(version)}/models/{name}:{(named.Success ? named.Groups["call"].Value : "generateContent")}") + query;
    }

    [GeneratedRegex("/(?<model>[^/:]+):(?<call>[A-Za-z]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Call();
}

/// <summary><c>pathOverride.fullPath</c>: one path and query for all calls.</summary>
internal sealed class FixedPath(string full) : IProviderPath
{
    public string Apply(string path, string query) => full;
}

/// <summary><c>pathOverride.basePath</c>: the provider's paths, below another one.</summary>
internal sealed class MountedPath(string root, IProviderPath paths) : IProviderPath
{
    public string Apply(string path, string query) => root.TrimEnd('/') + paths.Apply(path, query);
}

/// <summary>The caller's own key in the query is taken off: another takes its place.</summary>
internal sealed class KeylessPath(IProviderPath paths) : IProviderPath
{
    public string Apply(string path, string query) => paths.Apply(path, query.Length == 0 ? "" : QueryString.Without(query, "key"));
}
