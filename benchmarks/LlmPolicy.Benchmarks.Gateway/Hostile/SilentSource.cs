using LlmPolicy.Benchmarks.Gateway.Roles;

namespace LlmPolicy.Benchmarks.Gateway.Hostile;

/// <summary>A source of secrets that never answers what it is asked of one secret, and knows no other.</summary>
internal sealed class SilentSource : ISecretSource
{
    public const string Role = "silent-source";

    public static WebApplication Create(RoleOptions options) => LlmPolicyGateway.Create(options, static services => services.AddSingleton<ISecretSource, SilentSource>());

    public async ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
    {
        if (secret.Name == HostileStage.Secret)
        {
            await new TaskCompletionSource().Task;
        }

        return null;
    }
}
