using System.Text.Json;
using System.Xml.Linq;
using LlmPolicy.Packaging.Packing;

namespace LlmPolicy.Packaging.Running;

/// <summary>The projects of Apps, out of the repository and built against the packages.</summary>
[CollectionDefinition(nameof(FreshApps))]
public sealed class FreshApps(PackedFeed feed) : IAsyncLifetime, ICollectionFixture<FreshApps>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-fresh-");

    public static string LabToken { get; } = Repository.Text("lab-token.txt").Trim();

    public async ValueTask InitializeAsync()
    {
        await WriteNuGetConfigAsync();
        await DotnetAsync("", "new", "web", "-n", "Guard", "--no-restore");
        CopyApps();
        await DotnetAsync("Guard", "add", "package", "LlmPolicy", "--version", feed.Version);
        // A feed that lacks a version, or a new advisory, says nothing about the packages.
        await DotnetAsync(
            "",
            "build", "Apps.slnx", $"-p:LlmPolicyVersion={feed.Version}",
            "-warnaserror", "-warnnotaserror:NU1603;NU1900;NU1901;NU1902;NU1903;NU1904",
            "-p:UseSharedCompilation=false", "-nologo");
    }

    public ValueTask DisposeAsync()
    {
        RemoveFromGlobalPackages();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs what was built, from the project's folder.</summary>
    internal ChildProcess Start(string app, IEnumerable<string> arguments)
    {
        string folder = Path.Combine(_folder.FullName, app);
        string program = Path.Combine(folder, "bin", "Debug", "net10.0", app + ".dll");
        return ChildProcess.Start("dotnet", folder, [program, "--urls", "http://127.0.0.1:0", .. arguments]);
    }

    /// <summary>Runs a built test project; returns what it said.</summary>
    internal Task<string> TestAsync(string project) => Dotnet.RunAsync(
        _folder.FullName, ["test", project, "--no-build", $"-p:LlmPolicyVersion={feed.Version}", "-nologo"], ("LAB_TOKEN", LabToken));

    /// <summary>Publishes a project; returns the folder.</summary>
    internal async Task<string> PublishAsync(string app, string name, params string[] properties)
    {
        string folder = Path.Combine(_folder.FullName, "published", name);
        await Dotnet.RunAsync(
            Path.Combine(_folder.FullName, app),
            ["publish", "-c", "Release", "-o", folder, $"-p:LlmPolicyVersion={feed.Version}", "-p:UseSharedCompilation=false", "-nologo", .. properties]);
        return folder;
    }

    /// <summary>Runs what was published, from where it was published to.</summary>
    internal static ChildProcess StartPublished(string app, string folder) =>
        ChildProcess.Start("dotnet", folder, [app + ".dll", "--urls", "http://127.0.0.1:0"]);

    private Task<string> DotnetAsync(string folder, params string[] arguments) =>
        Dotnet.RunAsync(Path.Combine(_folder.FullName, folder), arguments);

    // Beside the user's own sources.
    private Task WriteNuGetConfigAsync() => File.WriteAllTextAsync(
        Path.Combine(_folder.FullName, "nuget.config"),
        new XElement("configuration", new XElement("packageSources", new XElement(
            "add", new XAttribute("key", "llmpolicy-packed"), new XAttribute("value", feed.Folder)))).ToString());

    private void CopyApps()
    {
        string apps = Path.Combine(Repository.Root, "tests", "LlmPolicy.Packaging.Tests", "Apps");
        File.Copy(Path.Combine(apps, "Apps.slnx"), Path.Combine(_folder.FullName, "Apps.slnx"));
        foreach (string app in Directory.GetDirectories(apps))
        {
            string target = Path.Combine(_folder.FullName, Path.GetFileName(app));
            CopyFiles(app, target);
            CopyFiles(Path.Combine(Repository.Sample, "policies"), Path.Combine(target, "policies"));
        }

        // What else may lie in that folder; the app is published and not started.
        string more = Path.Combine(_folder.FullName, "Kinds", "policies");
        foreach (string name in (string[])["more.yml", "more.json", "kept.yaml", "notes.txt"])
        {
            File.WriteAllText(Path.Combine(more, name), "{}");
        }
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }

    private void RemoveFromGlobalPackages()
    {
        string assets = Path.Combine(_folder.FullName, "Guard", "obj", "project.assets.json");
        if (!File.Exists(assets))
        {
            return;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(assets));
        string packages = json.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
        foreach (string id in PackedFeed.Ids)
        {
            DirectoryInfo version = new(Path.Combine(packages, id.ToLowerInvariant(), feed.Version));
            if (version.Exists)
            {
                version.Delete(recursive: true);
            }
        }
    }
}
