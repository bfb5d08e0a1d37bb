namespace LlmPolicy.Manifests;

internal static class ManifestFolder
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    public static bool IsManifest(string name) => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The manifests of a folder or the one file, under the name that was configured, so that a log tells no one's home.</summary>
    public static IEnumerable<ManifestFile> Read(string configured, string root)
    {
        string path = Path.Combine(root, configured);
        if (File.Exists(path))
        {
            return [ManifestText.Read(configured, path)];
        }

        List<ManifestFile> manifests =
        [
            .. Names(path, $"'{configured}' is neither a file nor a folder in {root}. LlmPolicy:Manifests:0 names where the manifests are.")
                .Where(IsManifest)
                .Order(StringComparer.Ordinal)
                .Select(name => ManifestText.Read($"{configured.TrimEnd('/', '\\')}/{name}", Path.Combine(path, name))),
        ];
        return manifests.Count > 0
            ? manifests
            : throw new LlmPolicyException($"The folder '{configured}' in {root} has no *.yaml, *.yml or *.json.");
    }

    // Asked for first, it may be gone when it is read.
    private static string[] Names(string folder, string missing)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>()];
        }
        catch (DirectoryNotFoundException)
        {
            throw new LlmPolicyException(missing);
        }
    }
}
