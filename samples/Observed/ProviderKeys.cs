namespace LlmPolicy.Samples.Observed;

/// <summary>Where the provider's key comes from: the environment here, a vault in a service of yours.</summary>
internal sealed class ProviderKeys(IConfiguration configuration) : ISecretSource
{
    public ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken) => new(
        new HeaderSecret(new Dictionary<string, SecretValue> { ["Authorization"] = new($"Bearer {configuration["PROVIDER_KEY"] ?? "hf_this_is_not_a_real_key"}") }));
}
