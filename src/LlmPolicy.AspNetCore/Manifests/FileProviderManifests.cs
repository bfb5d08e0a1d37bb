using Microsoft.Extensions.FileProviders;

namespace LlmPolicy.Manifests;

internal sealed class FileProviderManifests(IFileProvider provider) : IManifestSource
{
    public IEnumerable<ManifestFile> Read()
    {
        List<ManifestFile> manifests =
        [
            .. provider.GetDirectoryContents("")
                .Where(file => !file.IsDirectory && ManifestFolder.IsManifest(file.Name))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(Read),
        ];
        return manifests.Count > 0
            ? manifests
            : throw new LlmPolicyException("The file provider given to AddManifests has no *.yaml, *.yml or *.json at its root.");
    }

    private static ManifestFile Read(IFileInfo file)
    {
        if (file.PhysicalPath is { } path)
        {
            return ManifestText.Read(file.Name, path);
        }

        using var stream = file.CreateReadStream();
        return ManifestText.Read(file.Name, stream);
    }
}
