using CsCheck;

namespace LlmPolicy.Tests;

/// <summary>No text makes the compiler or the analysis throw.</summary>
public sealed class RobustnessTests
{
    private static readonly string[] Fragments =
    [
        "\t", "\n", "\r\n", "  ", ": ", "- ", "[", "]", "{", "}", ",", "'", "\"", "|", ">", "&a ", "*a ", "!x ", "? ", "# ", "%", "@", "`", "---\n", "...\n", "<<: ",
        "\0", "\uFEFF", "\u0085", "\u2028", "\ud83d", "\udc00", "\\u", "\\U00110000", "~", "null", "true", "123", "\"\\ud83d\"", "{a: b}: c", "%YAML 1.1\n", "%TAG ! x\n",
    ];

    [Theory]
    [InlineData("a: [1, 2\nb: c\n")]
    [InlineData("a: {x: 1\nb: c\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a: 'b\n")]
    [InlineData("a: \"\\q\"\n")]
    [InlineData("a: \"\\U00110000\"\n")]
    [InlineData("%YAML 99999999999.1\n---\na: b\n")]
    [InlineData("a: @b\n")]
    [InlineData("- a\nb: c\n")]
    [InlineData("key: 'a' b\n")]
    [InlineData("\0")]
    public void What_is_no_yaml_is_one_error(string text)
    {
        Compiling.Diagnostics(text).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Syntax);
    }

    [Fact]
    public void A_file_that_is_no_yaml_does_not_hide_the_faults_of_the_next()
    {
        var diagnostics = PolicyCompiler.Compile([new("a.yaml", "a: b: c"), new("b.yaml", "word")]).Diagnostics;

        diagnostics.Select(d => (d.Position.File, d.Code)).ShouldBe([("a.yaml", DiagnosticCodes.Syntax), ("b.yaml", DiagnosticCodes.NotAResource)]);
    }

    [Fact]
    public void A_manifest_with_some_characters_changed_gives_a_policy_or_diagnostics_inside_the_file()
    {
        var edit = Gen.Select(Gen.Double.Unit, Gen.Int[0, 12], Gen.OneOf(Fragments));

        edit.Array[1, 4].Sample(edits => Check(edits.Aggregate(Lab.VirtualService, Change)), iter: 1_500);
    }

    [Fact]
    public void A_manifest_with_some_lines_moved_gives_a_policy_or_diagnostics_inside_the_file()
    {
        string[] lines = Lab.VirtualService.Split('\n');
        var edit = Gen.Select(Gen.Int[0, lines.Length - 1], Gen.Int[0, lines.Length - 1], Gen.Int[-4, 4]);

        edit.Array[1, 3].Sample(edits => Check(string.Join('\n', edits.Aggregate(lines, Move))), iter: 1_000);
    }

    [Fact]
    public void Any_text_at_all_gives_diagnostics()
    {
        Gen.OneOf(Gen.String, Gen.OneOf(Fragments).Array[0, 30].Select(string.Concat)).Sample(Check, iter: 2_500);
    }

    private static string Change(string text, (double At, int Removed, string Inserted) edit)
    {
        int at = (int)(edit.At * text.Length);
        return text[..at] + edit.Inserted + text[Math.Min(text.Length, at + edit.Removed)..];
    }

    private static string[] Move(string[] lines, (int From, int To, int Indent) edit)
    {
        var result = lines.ToList();
        string line = result[edit.From];
        result.RemoveAt(edit.From);
        result.Insert(edit.To, edit.Indent < 0 ? line[Math.Min(-edit.Indent, line.Length - line.TrimStart().Length)..] : new string(' ', edit.Indent) + line);
        return [.. result];
    }

    private static void Check(string text)
    {
        var compilation = Compiling.Compile(text);

        var diagnostics = PolicyAnalyzer.Analyze([new ManifestFile(Compiling.File, text)]);

        diagnostics.ShouldAllBe(d => Positions.IsInside(text, d.Position));
        diagnostics.Intersect(compilation.Diagnostics).ShouldBe(compilation.Diagnostics);
        compilation.Succeeded.ShouldBe(!compilation.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error));
    }
}
