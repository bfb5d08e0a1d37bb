namespace LlmPolicy.TestKit;

/// <summary>Where the repository is: above whatever runs.</summary>
public static class RepositoryRoot
{
    public static string Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The folder beside the repository with the data that stays outside it; not everybody has it.</summary>
    public static string Shared => Path.GetFullPath(PathOf("..", "shared"));

    /// <summary>A file or folder of the repository.</summary>
    public static string PathOf(params string[] path) => Path.Combine([Folder, .. path]);

    /// <summary>A file or folder of a corpus beside the repository; without it, the test is skipped, or fails (<see cref="MissingCorpus"/>).</summary>
    public static string Corpus(params string[] path)
    {
        string full = Path.Combine([Shared, "corpora", .. path]);
        if (!MissingCorpus.Has(full))
        {
            MissingCorpus.Skip($"The corpus {string.Join('/', path)} is not beside this repository (../shared/corpora).");
        }

        return full;
    }

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new DirectoryNotFoundException("No folder above the tests holds LlmPolicy.sln.")
        : File.Exists(Path.Combine(folder.FullName, "LlmPolicy.sln")) ? folder.FullName
        : Find(folder.Parent);
}
