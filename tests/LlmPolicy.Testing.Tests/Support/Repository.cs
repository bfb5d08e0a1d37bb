namespace LlmPolicy.Testing;

/// <summary>Files of the repository that the tests are about.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string PathOf(string path) => Path.Combine(Root, path);

    public static ManifestFile Manifest(string path) => new(Path.GetFileName(path), File.ReadAllText(PathOf(path)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LlmPolicy.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("LlmPolicy.sln is not above the tests.");
        }

        return folder.FullName;
    }
}
