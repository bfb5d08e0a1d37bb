using System.Xml.Linq;
using LlmPolicy.Packaging.Deploying;
using LlmPolicy.Packaging.Packing;

namespace LlmPolicy.Packaging.Running;

/// <summary><c>dotnet new llmpolicy-gateway -n MyGateway</c> in an empty folder, built, and published as its Dockerfile says.</summary>
[CollectionDefinition(nameof(CreatedGateway))]
public sealed class CreatedGateway(PackedFeed feed) : IAsyncLifetime, ICollectionFixture<CreatedGateway>
{
    public const string Name = "MyGateway";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-template-");

    public string Project => Path.Combine(_folder.FullName, Name);

    public string Published => Path.Combine(_folder.FullName, "published");

    internal Dockerfile Dockerfile => new(Path.Combine(Project, "Dockerfile"));

    // Apart from the user's own packages and templates: nothing of it stays behind.
    private (string, string)[] Environment { get; set; } = [];

    private string[] Hive => ["--debug:custom-hive", Path.Combine(_folder.FullName, "hive")];

    public async ValueTask InitializeAsync()
    {
        string global = await Dotnet.RunAsync(_folder.FullName, ["nuget", "locals", "global-packages", "--list", "--force-english-output"]);
        Environment =
        [
            ("NUGET_PACKAGES", Path.Combine(_folder.FullName, "packages")),
            ("NUGET_FALLBACK_PACKAGES", global[(global.IndexOf("global-packages: ", StringComparison.Ordinal) + "global-packages: ".Length)..].Trim()),
        ];
        // Beside the user's own sources.
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "nuget.config"),
            new XElement("configuration", new XElement("packageSources", new XElement(
                "add", new XAttribute("key", "llmpolicy-packed"), new XAttribute("value", feed.Folder)))).ToString());
        await Dotnet.RunAsync(_folder.FullName, ["new", "install", Path.Combine(feed.Folder, $"LlmPolicy.Templates.{feed.Version}.nupkg"), .. Hive], Environment);
        await Dotnet.RunAsync(_folder.FullName, ["new", "llmpolicy-gateway", "-n", Name, "--no-update-check", .. Hive], Environment);
        // A feed that lacks a version, or a new advisory, says nothing about the template.
        await DotnetAsync("build", "-c", "Release", "-warnaserror", "-warnnotaserror:NU1603;NU1900;NU1901;NU1902;NU1903;NU1904", "-p:UseSharedCompilation=false", "-nologo");
        foreach (string[] command in Dockerfile.Commands)
        {
            command[0].ShouldBe("dotnet");
            await DotnetAsync([.. command.Skip(1).Select(word => word == Dockerfile.PublishedTo ? Published : word), "-p:UseSharedCompilation=false"]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs <c>dotnet</c> in the project; returns what it said.</summary>
    internal Task<string> DotnetAsync(params IEnumerable<string> arguments) => Dotnet.RunAsync(Project, arguments, Environment);

    /// <summary>Runs what was built, in the project.</summary>
    internal ChildProcess Start(params (string, string)[] environment) => ChildProcess.Start(
        "dotnet", Project, [Path.Combine(Project, "bin", "Release", "net10.0", Name + ".dll"), "--urls", "http://127.0.0.1:0"], environment);
}
