using LlmPolicy.Manifests;
using LlmPolicy.Options;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Secrets;

/// <summary>The secrets of <c>LlmPolicy:Secrets</c>, then those of <c>LlmPolicy:SecretFolders</c>.</summary>
internal sealed class ConfiguredSecrets(IOptions<LlmPolicyOptions> options, ContentRoot root) : ISecretSource
{
    private readonly Dictionary<ResourceName, HeaderSecret> _values = ConfiguredNames.WithDashes(options.Value.Secrets);
    private readonly Dictionary<ResourceName, string> _folders = ConfiguredNames.WithDashes(options.Value.SecretFolders);

    public async ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
    {
        if (_values.TryGetValue(secret, out var value))
        {
            return value;
        }

        return _folders.TryGetValue(secret, out string? folder)
            ? await FolderSecret.ReadAsync(Path.Combine(root.Path, folder), cancellationToken).ConfigureAwait(false)
            : null;
    }
}
