namespace LlmPolicy.Manifests;

/// <summary>Manifests added in code.</summary>
internal interface IManifestSource
{
    IEnumerable<ManifestFile> Read();
}
