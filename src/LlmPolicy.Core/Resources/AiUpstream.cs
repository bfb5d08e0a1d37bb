using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>ai</c> of an Upstream: a provider by its name, in place of its host, TLS, path and the header of its key.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Endpoint">What is said of it; null where it is not supported, or none is named, which the reader has reported.</param>
internal sealed record AiUpstream(AiProvider Provider, AiEndpoint? Endpoint)
{
    private static readonly (string Name, AiProvider Provider)[] Providers =
    [
        ("openai", AiProvider.OpenAI), ("mistral", AiProvider.Mistral), ("anthropic", AiProvider.Anthropic), ("azureOpenai", AiProvider.AzureOpenAI), ("gemini", AiProvider.Gemini),
    ];

    public static AiUpstream Read(ObjectReader o)
    {
        o.LastOf("openai", "mistral", "anthropic", "azureOpenai", "multi", "gemini", "vertexAi", "bedrock");
        o.Refused("multi", "Give each provider an Upstream of its own, and name them in routeAction.multi.");
        o.Refused("vertexAi", "Its tokens end within the hour: write static.hosts, and a headerSecretRef whose Secret the app renews.");
        o.Refused("bedrock", "Its requests are signed, which nothing here does.");
        var openAi = o.Object("openai", AiEndpoint.ReadModel);
        var mistral = o.Object("mistral", AiEndpoint.ReadModel);
        var anthropic = o.Object("anthropic", AiEndpoint.ReadAnthropic);
        var azure = o.Object("azureOpenai", AiEndpoint.ReadAzure);
        var gemini = o.Object("gemini", AiEndpoint.ReadGemini);
        foreach (var (endpoint, (name, provider)) in new[] { openAi, mistral, anthropic, azure, gemini }.Zip(Providers))
        {
            if (endpoint is not null)
            {
                return new AiUpstream(provider, endpoint);
            }
        }

        if (!o.Has("multi") && !o.Has("vertexAi") && !o.Has("bedrock"))
        {
            o.Invalid(o.Position, "ai names no provider.", $"Name one of {string.Join(", ", Providers.Select(p => p.Name))}.");
        }

        return new AiUpstream(default, null);
    }
}

/// <summary>A provider whose calls are known.</summary>
internal enum AiProvider
{
    OpenAI,
    Mistral,
    Anthropic,
    AzureOpenAI,
    Gemini,
}

/// <summary>What <c>ai</c> says of a provider: each of them has some of these.</summary>
internal sealed record AiEndpoint(AiToken? Token, AiHost? CustomHost, SourcePosition Position)
{
    /// <summary>The model that is sent in the place of any that is asked for; null: the one that is asked for.</summary>
    public Text? Model { get; init; }

    /// <summary><c>apiVersion</c>; of Anthropic <c>version</c>.</summary>
    public Text? Version { get; init; }

    /// <summary>Of Azure: the resource's host.</summary>
    public Text? Endpoint { get; init; }

    /// <summary>Of Azure: which of the resource's deployments is called.</summary>
    public Text? DeploymentName { get; init; }

    public static AiEndpoint ReadModel(ObjectReader o) => Read(o) with { Model = o.String("model") };

    public static AiEndpoint ReadAnthropic(ObjectReader o) => Read(o) with { Model = o.String("model"), Version = o.String("version") };

    public static AiEndpoint ReadAzure(ObjectReader o) => Read(o) with
    {
        Endpoint = o.Required("endpoint"),
        DeploymentName = o.Required("deploymentName"),
        Version = o.Required("apiVersion"),
    };

    public static AiEndpoint ReadGemini(ObjectReader o) => Read(o) with { Model = o.String("model"), Version = o.String("apiVersion") };

    private static AiEndpoint Read(ObjectReader o) => new(o.Object("authToken", AiToken.Read), o.Object("customHost", AiHost.Read), o.Position);
}

/// <summary><c>authToken</c>: the provider's key. <c>passthrough</c>, or nothing: the caller's own.</summary>
internal sealed record AiToken(ResourceRef? SecretRef, Text? Inline, SourcePosition Position)
{
    public static AiToken Read(ObjectReader o)
    {
        o.LastOf("inline", "secretRef", "passthrough");
        o.Object("passthrough", passthrough => passthrough);
        var inline = o.String("inline");
        if (inline is { Value.Length: 0 })
        {
            o.Invalid(inline.Position, "The provider's key is empty.", "Name a Secret under secretRef.");
        }

        return new(o.Object("secretRef", ResourceRef.Read), inline, o.Position);
    }
}

/// <summary><c>customHost</c>: another host that speaks as the provider does.</summary>
internal sealed record AiHost(Text Host, uint Port, Text? Hostname, Text? FullPath, Text? BasePath, SourcePosition Position)
{
    public static AiHost Read(ObjectReader o)
    {
        var (host, port, hostname) = (o.Required("host"), o.UInt32("port") ?? 0, o.String("hostname"));
        Text? full = null;
        Text? root = null;
        o.Object("pathOverride", path =>
        {
            path.LastOf("fullPath", "basePath");
            (full, root) = (path.String("fullPath"), path.String("basePath"));
            return path;
        });
        return new(host, port, hostname, full, root, o.Position);
    }
}
