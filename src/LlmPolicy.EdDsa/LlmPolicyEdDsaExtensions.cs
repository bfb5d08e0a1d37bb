using LlmPolicy;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Ed25519 to LlmPolicy.</summary>
public static class LlmPolicyEdDsaExtensions
{
    /// <summary>Lets providers have Ed25519 keys, as PEM, JWK or in a JWKS (<c>alg: EdDSA</c>, RFC 8037).</summary>
    /// <param name="builder">The builder that <c>AddLlmPolicy()</c> returned.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static ILlmPolicyBuilder AddEdDsa(this ILlmPolicyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<IEd25519Verifier, BouncyCastleEd25519>();
        return builder;
    }
}
