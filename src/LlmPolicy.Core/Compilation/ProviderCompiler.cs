using LlmPolicy.Headers;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>ai</c> of an Upstream, where something leads to it: the provider's paths, and its key.</summary>
internal sealed class ProviderCompiler(CompileContext context, HeaderCompiler headers)
{
    private const int HttpsPort = 443;

    /// <summary>Where a caller may have put a key of its own.</summary>
    private static readonly string[] Credentials = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];

    private readonly Dictionary<ResourceName, ProviderCall?> _compiled = [];

    /// <summary>The provider of an Upstream; null where it names none.</summary>
    public ProviderCall? Find(ResourceName name)
    {
        if (!_compiled.TryGetValue(name, out var call))
        {
            call = context.Resources.Find<Upstream>(name) is { Ai: { Endpoint: { } endpoint } ai } upstream ? Compile(upstream, ai.Provider, endpoint) : null;
            _compiled[name] = call;
        }

        return call;
    }

    /// <summary>The host of a provider, its port, and whether TLS is spoken there.</summary>
    public static UpstreamEndpoint EndpointOf(AiProvider provider, AiEndpoint endpoint)
    {
        if (endpoint.CustomHost is { } custom)
        {
            string name = custom.Hostname?.Value is { Length: > 0 } hostname ? hostname : custom.Host.Value;
            return new UpstreamEndpoint { Host = custom.Host.Value, Port = (int)Math.Min(custom.Port, ushort.MaxValue + 1), Sni = custom.Port == HttpsPort ? name : null, Authority = name };
        }

        string host = provider switch
        {
            AiProvider.OpenAI => "api.openai.com",
            AiProvider.Mistral => "api.mistral.ai",
            AiProvider.Anthropic => "api.anthropic.com",
            AiProvider.Gemini => "generativelanguage.googleapis.com",
            _ => WithoutScheme(endpoint.Endpoint!.Value),
        };
        return new UpstreamEndpoint { Host = host, Port = HttpsPort, Sni = host };
    }

    private static string WithoutScheme(string endpoint) =>
        endpoint[(endpoint.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0)..].TrimEnd('/');

    private ProviderCall Compile(Upstream upstream, AiProvider provider, AiEndpoint endpoint)
    {
        var key = KeyOf(provider);
        var secret = SecretOf(upstream, endpoint.Token, key);
        List<HeaderAddition> additions = [];
        if (secret is not null)
        {
            additions.Add(new HeaderAddition(HeaderChangeKind.Set, "", null, secret, endpoint.Token!.Position));
        }

        if (provider == AiProvider.Anthropic && endpoint.Version is { } version)
        {
            additions.Add(new HeaderAddition(HeaderChangeKind.Set, "anthropic-version", HeaderTemplateParser.TryParse(version.Value.Replace("%", "%%", StringComparison.Ordinal), out _), null, version.Position));
        }

        HeaderChange[] removals = secret is null ? [] : [.. Credentials.Where(name => name != key.Header).Select(name => HeaderChange.Remove(name, endpoint.Token!.Position))];
        return new ProviderCall(
            PathsOf(provider, endpoint, hidesKey: secret is not null && provider == AiProvider.Gemini),
            additions.Count == 0 ? null : new HeaderLevel(removals, [.. additions]),
            provider is (AiProvider.OpenAI or AiProvider.Mistral or AiProvider.Anthropic) && endpoint.Model is { Value.Length: > 0 } model ? (model.Value, model.Position) : null);
    }

    private SecretReference? SecretOf(Upstream upstream, AiToken? token, ProviderKey key)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase) { key.Header };
        if (token?.Inline is { } inline)
        {
            // No Secret can have that name.
            ResourceName name = upstream.Name with { Name = $"inline:{upstream.Name.Name}" };
            context.InlineKeys[name] = new HeaderSecret(new Dictionary<string, SecretValue> { ["Authorization"] = new SecretValue(inline.Value) });
            return new SecretReference(name, names) { Key = key };
        }

        if (token?.SecretRef is not { } reference)
        {
            return null;
        }

        if (reference.In(upstream.Name.Namespace) is var found && found.Namespace != upstream.Name.Namespace)
        {
            context.Error(DiagnosticCodes.MissingSecret, reference.Position, $"The key of Upstream {upstream.Name} has to be in its own namespace.", "Move the Secret there.");
            return null;
        }

        return headers.Find(reference with { Namespace = new Text(found.Namespace, reference.Position) }) is { } secret ? secret with { Headers = names, Key = key } : null;
    }

    private static ProviderKey KeyOf(AiProvider provider) => provider switch
    {
        AiProvider.Anthropic => new("x-api-key", ""),
        AiProvider.AzureOpenAI => new("api-key", ""),
        AiProvider.Gemini => new("x-goog-api-key", ""),
        _ => new("authorization", "Bearer "),
    };

    private IProviderPath PathsOf(AiProvider provider, AiEndpoint endpoint, bool hidesKey)
    {
        if (endpoint.CustomHost?.FullPath is { Value.Length: > 0 } full)
        {
            PathRules.CheckRewrite(full, context);
            return new FixedPath(full.Value);
        }

        IProviderPath paths = provider switch
        {
            AiProvider.AzureOpenAI => new AzurePath(endpoint.DeploymentName!.Value, endpoint.Version!.Value),
            AiProvider.Gemini => new GeminiPath(endpoint.Model?.Value is { Length: > 0 } model ? model : null, endpoint.Version?.Value is { Length: > 0 } version ? version : "v1beta"),
            AiProvider.Anthropic => new VersionedPath("/v1/messages"),
            _ => new VersionedPath("/v1/chat/completions"),
        };
        if (endpoint.CustomHost?.BasePath is { Value.Length: > 0 } root)
        {
            PathRules.CheckRewrite(root, context);
            paths = new MountedPath(root.Value, paths);
        }

        return hidesKey ? new KeylessPath(paths) : paths;
    }
}
