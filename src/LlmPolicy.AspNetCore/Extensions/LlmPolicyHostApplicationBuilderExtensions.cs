using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds LlmPolicy to an app that is being built.</summary>
public static class LlmPolicyHostApplicationBuilderExtensions
{
    /// <summary>
    /// Adds LlmPolicy with the options of the configuration section <c>LlmPolicy</c>; without any, the manifests of the folder <c>policies</c>.
    /// <c>app.UseLlmPolicy()</c> then guards the app's endpoints.
    /// </summary>
    /// <param name="builder">The app's builder.</param>
    public static ILlmPolicyBuilder AddLlmPolicy(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddLlmPolicy(builder.Configuration.GetSection("LlmPolicy"));
    }
}
