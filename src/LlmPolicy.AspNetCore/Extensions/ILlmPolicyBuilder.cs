namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds to LlmPolicy after <c>AddLlmPolicy</c>.</summary>
public interface ILlmPolicyBuilder
{
    /// <summary>The app's services.</summary>
    IServiceCollection Services { get; }
}
