using LlmPolicy;
using LlmPolicy.Keys;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Hands providers of the policy keys that the app has by other means. A provider keeps its <c>jwks.remote</c>, so that the manifest stays what Envoy
/// would take; its server is not asked. Which keys of a set count is the policy's rule, as for those of a server.
/// </summary>
public static class LlmPolicyIdentityModelExtensions
{
    /// <summary>
    /// Takes a provider's keys from where its issuer says by OpenID Connect Discovery (<c>AUTHORITY/.well-known/openid-configuration</c>, <c>jwks_uri</c>). Both
    /// are fetched at start, 5 s before <c>cacheDuration</c> is over, and for a token of a key that is not known. No redirect, no proxy; 1 MiB at the most.
    /// </summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="provider">The provider's name (<c>jwt.providers.NAME</c>).</param>
    /// <param name="authority">The issuer's address: <c>https</c>, or its host is one of <c>LlmPolicy:PrivateKeyHosts</c>. The app does not start otherwise.</param>
    /// <exception cref="ArgumentException">The authority is no http address, or has a user, a query or a fragment.</exception>
    public static ILlmPolicyBuilder AddOpenIdConnectKeys(this ILlmPolicyBuilder builder, string provider, string authority)
    {
        var address = AuthorityKeys.Parse(authority);
        return builder.AddJwksSource(provider, services =>
        {
            var options = services.GetRequiredService<IOptionsMonitor<LlmPolicyOptions>>().CurrentValue;
            return address.Scheme == Uri.UriSchemeHttps || options.PrivateKeyHosts.Contains(address.IdnHost)
                ? new AuthorityKeys(address)
                : throw new LlmPolicyException(
                    $"Anyone between this host and {address.IdnHost} could replace the keys of provider '{provider}'. "
                    + $"Use https, or say that the host is in a network of yours: LlmPolicy:PrivateKeyHosts:0={address.IdnHost}.");
        });
    }

    /// <summary>
    /// Takes a provider's keys from a configuration that the app has already. For a token of a key that is not known, and 5 s before <c>cacheDuration</c>
    /// is over, it is asked to refresh, which its own <c>RefreshInterval</c> bounds; how long its answers count while refreshing fails is its own affair, too.
    /// </summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="provider">The provider's name (<c>jwt.providers.NAME</c>).</param>
    /// <param name="configuration">The configuration, of which the keys of <c>JsonWebKeySet</c> count; where that has none, <c>SigningKeys</c>.</param>
    public static ILlmPolicyBuilder AddOpenIdConnectKeys(
        this ILlmPolicyBuilder builder, string provider, IConfigurationManager<OpenIdConnectConfiguration> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return builder.AddOpenIdConnectKeys(provider, _ => configuration);
    }

    /// <inheritdoc cref="AddOpenIdConnectKeys(ILlmPolicyBuilder, string, IConfigurationManager{OpenIdConnectConfiguration})"/>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="provider">The provider's name (<c>jwt.providers.NAME</c>).</param>
    /// <param name="configuration">
    /// Finds the configuration among the app's services: <c>JwtBearerOptions.ConfigurationManager</c>, so that both have one source and one rotation. The app
    /// does not start if there is none.
    /// </param>
    public static ILlmPolicyBuilder AddOpenIdConnectKeys(
        this ILlmPolicyBuilder builder, string provider, Func<IServiceProvider, IConfigurationManager<OpenIdConnectConfiguration>?> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return builder.AddJwksSource(provider, services => new ManagedKeys(
            configuration(services) ?? throw new LlmPolicyException($"The configuration from which the provider '{provider}' would take its keys is not there."),
            services.GetRequiredService<TimeProvider>()));
    }

    /// <summary>
    /// Takes a provider's keys from the app. Of a key pair and a certificate the public key counts, and nothing else is looked at; a
    /// <see cref="SymmetricSecurityKey"/> is a shared key, as in a JWKS. A kind that the policy does not know is left out, and counted in the log.
    /// </summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <param name="provider">The provider's name (<c>jwt.providers.NAME</c>).</param>
    /// <param name="keys">The keys. Looked at again as often as a server would be asked: what gives other keys then is a rotation.</param>
    public static ILlmPolicyBuilder AddSecurityKeys(this ILlmPolicyBuilder builder, string provider, IEnumerable<SecurityKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return builder.AddJwksSource(provider, _ => new OwnKeys(keys));
    }
}
