[assembly: AssemblyFixture(typeof(LlmPolicy.Packaging.Workspace))]

namespace LlmPolicy.Packaging;

/// <summary>The packages in a folder feed, and fresh projects outside the repository that are built against them.</summary>
public sealed class Workspace : IAsyncLifetime
{
    private static readonly string[] Packed = ["LlmPolicy.Core", "LlmPolicy.AspNetCore", "LlmPolicy.Yarp", "LlmPolicy.EdDsa", "LlmPolicy"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-packaging-");

    /// <summary>Of this run alone, so that no cache has it.</summary>
    public string Version { get; } = $"0.1.0-test.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}";

    public static IReadOnlyList<string> Ids => Packed;

    public string Feed => Path.Combine(_folder.FullName, "feed");

    public string Apps => Path.Combine(_folder.FullName, "apps");

    public async ValueTask InitializeAsync()
    {
        string solution = Path.Combine(_folder.FullName, "Packages.slnx");
        var projects = Packed.Select(id => $"<Project Path=\"{Path.Combine(Repository.Root, "src", id, $"{id}.csproj")}\" />");
        await File.WriteAllTextAsync(solution, $"<Solution>{string.Concat(projects)}</Solution>");
        await RunAsync(
            Repository.Root,
            "pack", solution, "-c", "Release", "-o", Feed, $"-p:Version={Version}", "-p:UseSharedCompilation=false",
            "--artifacts-path", Path.Combine(_folder.FullName, "artifacts"), "-nologo");
        CopyApps();
        await RunAsync(Path.Combine(Apps, "Guard"), "add", "package", "LlmPolicy", "--version", Version);
        await RunAsync(Apps, "build", "Apps.slnx", "-c", "Release", "-p:UseSharedCompilation=false", "-warnaserror", "-nologo");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string folder in Packed.Select(id => Path.Combine(packages, id.ToLowerInvariant(), Version)).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    internal static async Task RunAsync(string folder, params string[] arguments)
    {
        var (status, output) = await ChildProcess.RunAsync("dotnet", folder, arguments);
        status.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}\n{output}");
    }

    private void CopyApps()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Apps");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(Apps, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, File.ReadAllText(file).Replace("$VERSION$", Version, StringComparison.Ordinal).Replace("$FEED$", Feed, StringComparison.Ordinal));
        }

        foreach (string app in new[] { "Guard", "Gateway", "TwoSchemes", "Authorized" })
        {
            string policies = Path.Combine(Apps, app, "policies");
            Directory.CreateDirectory(policies);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Sample, "policies")))
            {
                File.Copy(file, Path.Combine(policies, Path.GetFileName(file)));
            }
        }
    }
}
