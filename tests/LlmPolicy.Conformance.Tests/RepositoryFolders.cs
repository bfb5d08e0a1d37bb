namespace LlmPolicy.Conformance.Tests;

/// <summary>Where the suites are: those of the repository, and those that stay outside it.</summary>
internal static class RepositoryFolders
{
    private const string Here = "tests/LlmPolicy.Conformance.Tests";

    public static string Suites => Path.Combine(Root, Here, "Suites");

    public static string Pins => Path.Combine(Root, Here, "pins.json");

    /// <summary>Suites made of others' payload lists, beside the repository.</summary>
    public static string Shared => Path.Combine(RepositoryRoot.Shared, "conformance");

    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new DirectoryNotFoundException($"No folder above the tests holds {Here}.")
        : Directory.Exists(Path.Combine(folder.FullName, Here, "Suites")) ? folder.FullName
        : Find(folder.Parent);
}
