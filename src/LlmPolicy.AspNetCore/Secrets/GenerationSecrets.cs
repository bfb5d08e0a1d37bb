using LlmPolicy.Files;
using LlmPolicy.Limits;
using LlmPolicy.Options;

namespace LlmPolicy.Secrets;

/// <summary>The secrets of one generation: those of <c>LlmPolicy:Secrets</c>, then of <c>LlmPolicy:SecretFolders</c>, then of the manifests.</summary>
internal sealed class GenerationSecrets(LlmPolicyOptions options, IReadOnlyDictionary<ResourceName, HeaderSecret> manifests, string root, TimeProvider time)
{
    private static readonly SettledFile Files = new(TimeProvider.System);

    private readonly Dictionary<ResourceName, HeaderSecret> _values = ConfiguredNames.WithDashes(options.Secrets);

    private readonly Dictionary<ResourceName, FolderSecret> _folders = ConfiguredNames.WithDashes(options.SecretFolders)
        .ToDictionary(f => f.Key, f => new FolderSecret(Path.Combine(root, f.Value), Files, new CallLimit(time)), ResourceName.IgnoreCase);

    /// <summary>The secret, a folder's as it is now.</summary>
    public async ValueTask<HeaderSecret?> FindAsync(ResourceName secret, CancellationToken cancellationToken) =>
        _values.TryGetValue(secret, out var value) ? value
        : _folders.TryGetValue(secret, out var folder) ? await folder.ReadAsync(cancellationToken).ConfigureAwait(false)
        : manifests.GetValueOrDefault(secret);
}
