using LlmPolicy;
using LlmPolicy.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the scheme under which the policy's callers are known to authorization.</summary>
public static class LlmPolicyAuthenticationBuilderExtensions
{
    /// <summary>
    /// Adds the scheme <c>LlmPolicy</c>: the user is who the policy verified, with the claims as the token spells them; a list is one claim
    /// an element, an object is JSON. Works before and after <c>UseLlmPolicy</c>. Needs <c>AddLlmPolicy</c> on the app's builder.
    /// </summary>
    /// <param name="builder">The authentication builder.</param>
    /// <param name="configure">Sets the scheme's options.</param>
    public static AuthenticationBuilder AddLlmPolicy(this AuthenticationBuilder builder, Action<LlmPolicyAuthenticationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        KeyRingAtStart.Remove(builder.Services);
        return builder.AddScheme<LlmPolicyAuthenticationOptions, LlmPolicyAuthenticationHandler>(
            LlmPolicyAuthenticationDefaults.AuthenticationScheme, configure);
    }
}
