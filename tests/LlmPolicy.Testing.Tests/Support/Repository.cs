namespace LlmPolicy.Testing;

/// <summary>Files of the repository that the tests are about.</summary>
internal static class Repository
{
    public static string PathOf(string path) => RepositoryRoot.PathOf(path);

    public static ManifestFile Manifest(string path) => new(Path.GetFileName(path), File.ReadAllText(PathOf(path)));
}
