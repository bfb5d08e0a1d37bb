
namespace LlmPolicy.Tests;

/// <summary>A manifest costs no more than its size.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Sixty_four_levels_are_read()
    {
        Code(new string('[', 64) + new string(']', 64)).ShouldBe(DiagnosticCodes.NotAResource);
    }

    [Theory]
    [InlineData(98, true)]
    [InlineData(101, false)]
    public void A_hundred_thousand_values_are_read_and_no_more(int thousands, bool read)
    {
        string thousand = string.Join(", ", Enumerable.Repeat("v", 999));
        string manifest = Manifest.Service("- directResponseAction: {status: 200}")
            + "\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstatus:\n"
            + $"    base: &b [{thousand}]\n    more: [{string.Join(", ", Enumerable.Repeat("*b", thousands))}]\n";

        Compiling.Diagnostics(manifest).Select(d => d.Code).ShouldBe(read ? [] : [DiagnosticCodes.TooLarge]);
    }

    [Fact]
    public void Aliases_count_for_what_they_stand_for()
    {
        string nine = string.Join(", ", Enumerable.Repeat("*", 9));
        string laughs = string.Concat(Enumerable.Range(1, 9).Select(level => $"a{level}: &a{level} [{nine.Replace("*", $"*a{level - 1}", StringComparison.Ordinal)}]\n"));

        Code($"a0: &a0 lol\n{laughs}").ShouldBe(DiagnosticCodes.TooLarge);
    }

    [Fact]
    public void Levels_are_counted_through_aliases()
    {
        string Nested(int levels, string inner) => new string('[', levels) + inner + new string(']', levels);

        Code($"a: &a {Nested(30, "x")}\nb: {Nested(31, "*a")}\n").ShouldBe(DiagnosticCodes.NotAResource);
        Code($"a: &a {Nested(30, "x")}\nb: {Nested(40, "*a")}\n").ShouldBe(DiagnosticCodes.TooLarge);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void A_hundred_thousand_levels_are_refused_without_a_crash(string opening)
    {

        Compiling.Diagnostics(string.Concat(Enumerable.Repeat(opening, 100_000))).ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Error);
    }

    private static string Code(string manifest) => Compiling.Diagnostics(manifest).ShouldHaveSingleItem().Code;
}
