namespace LlmPolicy.Packaging.Deploying;

/// <summary>A folder as the kubelet mounts a ConfigMap or a Secret: each file is a link through the link <c>..data</c>, which is swapped when the object changes.</summary>
internal sealed class MountedVolume
{
    private readonly string _folder;
    private int _version;

    private MountedVolume(string folder) => _folder = folder;

    public static async Task<MountedVolume> CreateAsync(string folder, IReadOnlyDictionary<string, string> files)
    {
        Directory.CreateDirectory(folder);
        MountedVolume volume = new(folder);
        await volume.WriteAsync(files);
        foreach (string name in files.Keys)
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine("..data", name));
        }

        return volume;
    }

    /// <summary>The object has changed: the files have the same names.</summary>
    public async Task WriteAsync(IReadOnlyDictionary<string, string> files)
    {
        string data = Path.Combine(_folder, "..data");
        string? before = new DirectoryInfo(data).LinkTarget;
        string version = $"..2026_01_31_12_00_0{_version++}.1";
        Directory.CreateDirectory(Path.Combine(_folder, version));
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(_folder, version, name), text);
        }

        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data_tmp"), version);
        // rename(2) puts the one link in the other's place at once; File.Move takes no link to a folder.
        (int status, string output) = await ChildProcess.RunAsync("mv", _folder, ["--no-target-directory", "..data_tmp", "..data"]);
        status.ShouldBe(0, output);
        if (before is not null)
        {
            Directory.Delete(Path.Combine(_folder, before), recursive: true);
        }
    }
}
