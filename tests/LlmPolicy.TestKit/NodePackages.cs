using Xunit;

namespace LlmPolicy.TestKit;

/// <summary>The scripts of the folder <c>js</c> beside their packages, which npm installs once a run into a folder of their own, when they are first asked for.</summary>
public sealed class NodePackages : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-node-");
    private readonly Lazy<Task<string?>> _missing;

    public NodePackages() => _missing = new(InstallAsync);

    /// <summary>The folder. Where a machine can't have it, the test is skipped.</summary>
    public async Task<string> FolderAsync()
    {
        string? missing = await _missing.Value;
        Assert.SkipWhen(missing is not null, $"{missing} What takes JavaScript is not tried.");
        return _folder.FullName;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>What is missing.</summary>
    private async Task<string?> InstallAsync()
    {
        if (!Tools.Have("node") || !Tools.Have("npm"))
        {
            return "No Node.js with npm on this machine.";
        }

        var (_, version) = await ChildProcess.RunAsync("node", _folder.FullName, ["--version"]);
        if (int.Parse(version.TrimStart('v').Split('.')[0]) < 20)
        {
            return $"Node.js is {version}, and 20 is asked for.";
        }

        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "js")))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        var (status, output) = await ChildProcess.RunAsync(
            "npm", _folder.FullName, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=60000"]);
        return status == 0 ? null : $"npm can't install the packages ({output.Split('\n').FirstOrDefault(line => line.StartsWith("npm error code", StringComparison.Ordinal))}).";
    }
}
