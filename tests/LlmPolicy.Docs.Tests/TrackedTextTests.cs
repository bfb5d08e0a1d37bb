using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LlmPolicy.Docs;

/// <summary>What has no place in a repository: the paths of somebody's machine, and the addresses of package feeds.</summary>
public partial class TrackedTextTests
{
    private static readonly string[] Binary = [".png", ".ico", ".snk", ".pfx", ".dll", ".nupkg"];

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine() => Find(MachinePath()).ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_package_feed() => Find(Feed()).ShouldBeEmpty();

    private static IEnumerable<string> Find(Regex pattern) =>
        from file in TrackedFiles()
        where !Binary.Contains(Path.GetExtension(file)) && !file.EndsWith(".user", StringComparison.Ordinal)
        let match = pattern.Match(Repository.Read(file))
        where match.Success
        select $"{file}: {match.Value}";

    /// <summary>What is tracked, and what is new and not ignored; a file of somebody's own that git ignores may name anything.</summary>
    private static string[] TrackedFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            string[] files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            Assert.SkipUnless(git.ExitCode == 0, "This is no clone: there is nothing tracked.");
            return [.. files.Where(file => File.Exists(Path.Combine(Repository.Root, file)))];
        }
        catch (Win32Exception)
        {
            Assert.Skip("git is not here.");
            throw;
        }
    }

    // In brackets, so that the patterns don't find themselves.
    [GeneratedRegex(@"[/](work|tmp|home|root|Users)[/][\w.]|\b[A-Z]:[\\](Users|work)[\\]")]
    private static partial Regex MachinePath();

    [GeneratedRegex("https?://[^ ]*[/]v3/index[.]json|nuget[.]org")]
    private static partial Regex Feed();
}
