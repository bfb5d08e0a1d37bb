using System.Diagnostics.CodeAnalysis;
using LlmPolicy;
using LlmPolicy.Keys;
using LlmPolicy.Manifests;
using LlmPolicy.RateLimits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What an app adds to LlmPolicy in code.</summary>
public static class LlmPolicyBuilderExtensions
{
    /// <summary>Adds a manifest as text. Then the folder <c>policies</c> is read only if it is configured.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="text">YAML (several documents are fine) or JSON.</param>
    /// <param name="name">The name that diagnostics and logs show. Default: <c>manifest</c>.</param>
    public static ILlmPolicyBuilder AddManifest(this ILlmPolicyBuilder builder, string text, string name = "manifest")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.AddSingleton<IManifestSource>(new TextManifest(new ManifestFile(name, text)));
        return builder;
    }

    /// <summary>Adds the <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> at a file provider's root, in ordinal order of their names. There must be one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="files">Where the manifests are, embedded in an assembly for instance.</param>
    public static ILlmPolicyBuilder AddManifests(this ILlmPolicyBuilder builder, IFileProvider files)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(files);
        builder.Services.AddSingleton<IManifestSource>(new FileProviderManifests(files));
        return builder;
    }

    /// <summary>
    /// Takes a provider's keys from a source of the app's own, in place of the server that its <c>jwks.remote</c> names. The manifest stays what Envoy
    /// would take. The app does not start, and no changed policy is taken over, if no provider of that name has <c>jwks.remote</c>, if several have
    /// and differ in <c>url</c> or <c>upstreamRef</c>, or if the provider has a source already.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="provider">The provider's name (<c>jwt.providers.NAME</c>), on whatever host or route it stands.</param>
    /// <param name="create">Makes the source; one for the app.</param>
    public static ILlmPolicyBuilder AddJwksSource(this ILlmPolicyBuilder builder, string provider, Func<IServiceProvider, IJwksSource> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(services => new NamedJwksSource(provider, create(services)));
        return builder;
    }

    /// <summary>Adds a source of header secrets. Sources are asked in the order of their adding, before configuration and manifests.</summary>
    /// <typeparam name="T">The source; one for the app.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ILlmPolicyBuilder AddSecretSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this ILlmPolicyBuilder builder)
        where T : class, ISecretSource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISecretSource, T>());
        return builder;
    }

    /// <summary>
    /// Has requests counted by a service of the app's own, in the place of the manifests' rules: it is asked what <c>rateLimits</c> say of a request, for any domain. A request waits for it
    /// (<see cref="RateLimitServiceOptions.Timeout"/>), and without an answer is refused (<see cref="RateLimitServiceOptions.OnFailure"/>).
    /// </summary>
    /// <typeparam name="T">The service; one for the app.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ILlmPolicyBuilder AddRateLimitService<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this ILlmPolicyBuilder builder)
        where T : class, IRateLimitService
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.RemoveAll<IRateLimitService>();
        builder.Services.AddSingleton<IRateLimitService, T>();
        builder.Services.TryAddSingleton<OwnRateLimitService>();
        return builder;
    }

    /// <summary>Adds an observer of decisions.</summary>
    /// <typeparam name="T">The observer; one for the app.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ILlmPolicyBuilder AddDecisionObserver<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this ILlmPolicyBuilder builder)
        where T : class, IDecisionObserver
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IDecisionObserver, T>());
        return builder;
    }
}
