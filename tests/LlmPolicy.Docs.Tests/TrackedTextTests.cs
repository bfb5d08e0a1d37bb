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
        from file in Repository.Files
        where !Binary.Contains(Path.GetExtension(file)) && !file.EndsWith(".user", StringComparison.Ordinal)
        let match = pattern.Match(Repository.Read(file))
        where match.Success
        select $"{file}: {match.Value}";

    // In brackets, so that the patterns don't find themselves.
    [GeneratedRegex(@"[/](work|tmp|home|root|Users)[/][\w.]|\b[A-Z]:[\\](Users|work)[\\]")]
    private static partial Regex MachinePath();

    [GeneratedRegex("https?://[^ ]*[/]v3/index[.]json")]
    private static partial Regex Feed();
}
