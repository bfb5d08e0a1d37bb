namespace LlmPolicy.Manifests;

internal sealed class TextManifest(ManifestFile manifest) : IManifestSource
{
    public IEnumerable<ManifestFile> Read() => [manifest];
}
