namespace Microsoft.Extensions.DependencyInjection;

internal sealed class LlmPolicyBuilder(IServiceCollection services) : ILlmPolicyBuilder
{
    public IServiceCollection Services { get; } = services;
}
