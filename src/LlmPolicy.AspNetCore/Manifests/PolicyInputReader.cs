using LlmPolicy.Options;

namespace LlmPolicy.Manifests;

/// <summary>Reads options and manifests as they are now.</summary>
internal sealed class PolicyInputReader(CurrentOptions options, IEnumerable<IManifestSource> added, ContentRoot root)
{
    private const string DefaultFolder = "policies";

    /// <exception cref="LlmPolicyException">A file or folder is missing.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are not valid.</exception>
    public PolicyInputs Read()
    {
        var current = options.Read();
        List<ManifestFile> manifests = [.. added.SelectMany(source => source.Read())];
        if (current.Manifests.Count > 0)
        {
            manifests.AddRange(current.Manifests.SelectMany(path => ManifestFolder.Read(path, root.Path)));
        }
        else if (manifests.Count == 0)
        {
            manifests.AddRange(ManifestFolder.Read(DefaultFolder, root.Path));
        }

        return new PolicyInputs(manifests, current);
    }
}
