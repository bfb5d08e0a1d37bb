using System.Text.RegularExpressions;

namespace LlmPolicy.Samples;

/// <summary>Shell lines, each <c>curl</c> after a comment that starts with the status it gets.</summary>
internal static partial class CurlLines
{
    /// <summary>The blocks of a README that hold such lines.</summary>
    public static IEnumerable<string> BlocksOf(string readme) =>
        ShellBlock().Matches(readme).Select(block => block.Groups[1].Value).Where(block => ExpectedStatus().IsMatch(block));

    public static async Task ShouldAnswerAsTheySay(string text, string folder)
    {
        Assert.SkipUnless(Tools.Have("bash") && Tools.Have("curl"), "No bash or curl on this machine: its lines are not tried.");
        string[] expected = [.. ExpectedStatus().Matches(text).Select(m => m.Groups[1].Value)];
        string script = string.Join('\n', text.Split('\n').Where(IsCommand));

        var (_, output) = await ChildProcess.RunAsync("bash", folder, ["-c", script]);

        expected.ShouldNotBeEmpty();
        Status().Matches(output).Select(m => m.Groups[1].Value).ShouldBe(expected, script + "\n" + output);
    }

    private static bool IsCommand(string line) =>
        line.StartsWith("export ", StringComparison.Ordinal) || line.StartsWith("curl ", StringComparison.Ordinal);

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^# (\d{3})\b", RegexOptions.Multiline)]
    private static partial Regex ExpectedStatus();

    // Where a body ends without a line break, the next answer starts on its line.
    [GeneratedRegex(@"HTTP/1\.1 (\d{3})")]
    private static partial Regex Status();
}
