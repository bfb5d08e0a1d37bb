using System.Xml.Linq;
using LlmPolicy.Packaging.Packing;

namespace LlmPolicy.Packaging.Running;

/// <summary>The tool, installed from the packed feed alone into a folder that was empty.</summary>
public sealed class InstalledTool(PackedFeed feed) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-tool-");

    // Nothing of it stays behind: packages and the SDK's notes of tools go beside the folder.
    private (string, string)[] Environment =>
    [
        ("NUGET_PACKAGES", Path.Combine(_folder.FullName, "packages")),
        ("DOTNET_CLI_HOME", Path.Combine(_folder.FullName, "home")),
        ("DOTNET_NOLOGO", "1"),
    ];

    private string Work => Path.Combine(_folder.FullName, "work");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Work);
        await File.WriteAllTextAsync(
            Path.Combine(Work, "nuget.config"),
            new XElement("configuration", new XElement(
                "packageSources",
                new XElement("clear"),
                new XElement("add", new XAttribute("key", "llmpolicy-packed"), new XAttribute("value", feed.Folder)))).ToString());
        foreach (string line in Documented.Commands(Path.Combine("docs", "tool.md")))
        {
            await Dotnet.RunAsync(Work, line.Split(' ').Skip(1), Environment);
        }

        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Sample, "policies")))
        {
            await WriteAsync($"policies/{Path.GetFileName(file)}", await File.ReadAllTextAsync(file));
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs <c>dotnet llmpolicy</c> in the folder.</summary>
    internal Task<(int Status, string Output)> RunAsync(params IEnumerable<string> arguments) =>
        ChildProcess.RunAsync("dotnet", Work, ["llmpolicy", .. arguments], Environment);

    internal async Task WriteAsync(string name, string text)
    {
        string path = Path.Combine(Work, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }
}
