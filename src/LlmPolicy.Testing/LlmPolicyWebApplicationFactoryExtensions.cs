using LlmPolicy;
using LlmPolicy.Keys;
using LlmPolicy.Manifests;
using LlmPolicy.Testing;
using LlmPolicy.Testing.Apps;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.AspNetCore.Mvc.Testing;

/// <summary>Integration tests of an app that LlmPolicy guards, with callers of the test's own.</summary>
public static class LlmPolicyWebApplicationFactoryExtensions
{
    /// <summary>
    /// The app with a throw-away key in place of each provider's own, remote ones and an app's own sources included: nothing is fetched. All else of the policy is the
    /// app's. In the environment <c>Production</c> the app does not start so.
    /// </summary>
    /// <param name="factory">The app.</param>
    public static WebApplicationFactory<TEntryPoint> WithLlmPolicyKeys<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.WithWebHostBuilder(builder => builder.ConfigureTestServices(services =>
        {
            services.RemoveAll<NamedJwksSource>();
            services.AddSingleton<AppKeys>();
            services.AddSingleton<CompilerOptionsChange>(provider => provider.GetRequiredService<AppKeys>().Change);
        }));
    }

    /// <summary>A client that sends a token with these claims on every request, where the provider looks for it.</summary>
    /// <param name="factory">The app, from <see cref="WithLlmPolicyKeys"/>.</param>
    /// <param name="claims">What System.Text.Json writes as an object. <c>iss</c> and <c>aud</c> are the provider's where they are not there; <c>exp</c> is not added.</param>
    /// <param name="provider">Whose token it is; null: the only provider there is.</param>
    /// <param name="options">The client's; null: the factory's.</param>
    /// <exception cref="InvalidOperationException"><see cref="WithLlmPolicyKeys"/> was not called, or the environment is Production.</exception>
    /// <exception cref="ArgumentException">There is no such provider, or the claims are no object.</exception>
    public static HttpClient CreateClient<TEntryPoint>(
        this WebApplicationFactory<TEntryPoint> factory, object claims, string? provider = null, WebApplicationFactoryClientOptions? options = null)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(claims);
        var issuer = factory.FindIssuer(provider);
        string token = claims is string json ? issuer.Mint(json) : issuer.Mint(claims);
        options ??= factory.ClientOptions;
        if (issuer.Place.Header is not { } header)
        {
            return factory.CreateDefaultClient(options.BaseAddress, [.. Handlers(options), new QueryToken(issuer.Place, token)]);
        }

        var client = factory.CreateClient(options);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, issuer.Place.Prefix + token);
        return client;
    }

    private static TokenIssuer FindIssuer<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory, string? provider)
        where TEntryPoint : class
    {
        var keys = factory.Services.GetService<AppKeys>() ?? throw new InvalidOperationException("A client with claims needs an app with keys to sign with. Call factory.WithLlmPolicyKeys() first.");

        // An app whose host is not started loads its policy when first asked.
        _ = factory.Services.GetService<PolicyStore>()?.Current;
        return keys.Issuers.Find(provider, out string problem) ?? throw new ArgumentException(problem, nameof(provider));
    }

    /// <summary>As the factory has them without a token.</summary>
    private static IEnumerable<DelegatingHandler> Handlers(WebApplicationFactoryClientOptions options)
    {
        if (options.AllowAutoRedirect)
        {
            yield return new RedirectHandler(options.MaxAutomaticRedirections);
        }

        if (options.HandleCookies)
        {
            yield return new CookieContainerHandler();
        }
    }
}
