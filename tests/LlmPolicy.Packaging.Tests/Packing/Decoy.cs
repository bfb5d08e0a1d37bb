using System.IO.Compression;

namespace LlmPolicy.Packaging.Packing;

/// <summary>A stranger's package of the same name and a higher version.</summary>
internal static class Decoy
{
    public const string Version = "99.0.0";

    public static async Task WriteAsync(string folder, string id)
    {
        Directory.CreateDirectory(folder);
        await using var package = await ZipFile.OpenAsync(Path.Combine(folder, $"{id}.{Version}.nupkg"), ZipArchiveMode.Create);
        await using Stream nuspec = await package.CreateEntry($"{id}.nuspec").OpenAsync();
        await using StreamWriter writer = new(nuspec);
        await writer.WriteAsync($"""
            <package>
              <metadata>
                <id>{id}</id>
                <version>{Version}</version>
                <authors>a stranger</authors>
                <description>Not ours.</description>
              </metadata>
            </package>
            """);
    }
}
