using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Tool.Input;

namespace LlmPolicy.Tool.Tokens;

/// <summary>The JWT providers of manifests.</summary>
internal static class TokenProviders
{
    /// <param name="files">The manifests.</param>
    /// <param name="fetched">What stands for the keys of providers with <c>jwks.remote</c>; null: they can't be asked.</param>
    /// <param name="options">What may be taken for granted.</param>
    /// <exception cref="InvalidManifestsException">The manifests have errors.</exception>
    /// <exception cref="UsageException">They hold no provider that can be asked.</exception>
    public static IReadOnlyList<TokenProvider> Read(IReadOnlyList<ManifestFile> files, string? fetched, PolicyCompilerOptions options)
    {
        LoadedPolicy.Of(files, options);
        using GenerationHash hash = new();
        IReadOnlyList<Resource> resources = ResourceReader.Read(files, new ReadContext(new DiagnosticBag(), options.Unenforced, hash) { LaxRules = options.LaxRules }, options.Kinds);
        TokenProvider[] providers = [.. resources.SelectMany(Extensions).SelectMany(e => e.Providers).Select(p => ToProvider(p.Name.Value, p.Provider, fetched))];
        return providers.Length > 0 ? providers : throw new UsageException("The manifests have no JWT provider.");
    }

    private static IEnumerable<JwtExtension> Extensions(Resource resource) => resource switch
    {
        VirtualService { VirtualHost: { } host } => [.. Stages(host.Options.Jwt), .. host.Routes.SelectMany(Extensions)],
        VirtualHostOption { Options: { } options } => Stages(options.Jwt),
        RouteTable table => table.Routes.SelectMany(Extensions),
        RouteOption { Options: { } options } => Stages(options.Jwt?.Providers),
        _ => [],
    };

    private static IEnumerable<JwtExtension> Extensions(Route route) => Stages(route.Options.Jwt?.Providers);

    private static IEnumerable<JwtExtension> Stages(StagedJwt<JwtExtension>? staged) =>
        new[] { staged?.BeforeExtAuth, staged?.AfterExtAuth }.OfType<JwtExtension>();

    private static TokenProvider ToProvider(string name, JwtProvider provider, string? fetched) => new(
        name,
        new
        {
            Issuer = provider.Issuer?.Value,
            Audiences = provider.Audiences.Select(a => a.Value),
            provider.ClockSkewSeconds,
            Jwks = new
            {
                Local = new
                {
                    Key = provider.Jwks?.Local?.Key.Value ?? fetched
                        ?? throw new UsageException($"{provider.Position}: the keys of provider '{name}' are fetched. Save them to a file, and name it by --key."),
                },
            },
        },
        provider.Position);
}
