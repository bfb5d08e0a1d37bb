namespace LlmPolicy.Docs;

/// <summary>The files of the repository, as a clone has them.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "feed", "out"];

    public static string Root => RepositoryRoot.Folder;

    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    /// <summary>The documents, by their paths from the root.</summary>
    public static IReadOnlyList<string> Documents { get; } = [.. Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))];

    public static TheoryData<string> DocumentData => [.. Documents];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    public static MarkdownDocument Document(string path) => new(path, Read(path));

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles())
        {
            yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        }

        foreach (var child in folder.EnumerateDirectories().Where(d => IsOurs(d.Name)))
        {
            foreach (string file in Walk(child))
            {
                yield return file;
            }
        }
    }

    private static bool IsOurs(string folder) => folder is ".ci" or ".github" || (folder[0] != '.' && !NotOurs.Contains(folder));
}
