using System.Xml.Linq;

namespace LlmPolicy.Packaging.Packing;

/// <summary>A folder feed with all packages, packed in a version that no one else has.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-packed-");

    public static IReadOnlyList<string> Ids { get; } =
        ["LlmPolicy", "LlmPolicy.Core", "LlmPolicy.AspNetCore", "LlmPolicy.Yarp", "LlmPolicy.EdDsa", "LlmPolicy.Extensions.AI", "LlmPolicy.IdentityModel", "LlmPolicy.Redis", "LlmPolicy.Sqlite", "LlmPolicy.Tokenizers", "LlmPolicy.Testing", "LlmPolicy.Tool", "LlmPolicy.Templates"];

    // The letter: a number may not start with a zero here.
    public string Version { get; } = $"0.1.0-test.r{Guid.NewGuid():N}"[..24];

    public string Folder => Path.Combine(_folder.FullName, "feed");

    internal Package Open(string id) => new(Folder, id, Version);

    public async ValueTask InitializeAsync()
    {
        string solution = Path.Combine(_folder.FullName, "Packages.slnx");
        XElement projects = new("Solution", Ids.Select(id => new XElement("Project", new XAttribute("Path", ProjectFile(id)))));
        await File.WriteAllTextAsync(solution, projects.ToString());

        // Apart from the repository's bin and obj, which others may be building in.
        await Dotnet.RunAsync(Repository.Root,
        [
            "pack", solution, "-c", "Release", "--artifacts-path", Path.Combine(_folder.FullName, "artifacts"),
            $"-p:Version={Version}", $"-p:PackageOutputPath={Folder}", "-p:UseSharedCompilation=false", "-nologo",
        ]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string ProjectFile(string id) => Path.Combine(Repository.Root, "src", id, id + ".csproj");
}
