using Microsoft.Extensions.FileProviders;

namespace LlmPolicy.Manifests;

internal sealed class FileProviderManifests(IFileProvider provider) : IManifestSource
{
    public IEnumerable<ManifestFile> Read()
    {
        List<ManifestFile> manifests = [];
        foreach (var file in provider.GetDirectoryContents("").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (file.IsDirectory || !ManifestFolder.IsManifest(file.Name))
            {
                continue;
            }

            using StreamReader reader = new(file.CreateReadStream());
            manifests.Add(new ManifestFile(file.Name, reader.ReadToEnd()));
        }

        return manifests.Count > 0
            ? manifests
            : throw new LlmPolicyException("The file provider given to AddManifests has no *.yaml, *.yml or *.json at its root.");
    }
}
