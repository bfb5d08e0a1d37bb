using System.Text;
using LlmPolicy.RegularExpressions;

namespace LlmPolicy.Tests;

/// <summary>Regular expressions are RE2's: what each of these matches was asked of RE2 itself. What can't be translated is refused, never read otherwise.</summary>
public sealed class Re2Tests
{
    [Theory]
    [InlineData(@"\D\W\S", "a-a", "1-a aaa a-\t")]
    [InlineData(@"[\d\-x]+", "1-x", "y")]
    [InlineData(@"[^\w]", "-|ü", "a _")]
    [InlineData(@"[^\s]", "a", "\t")]
    [InlineData(@"[\W1]", "-|1", "a 2")]
    [InlineData(@"[]a]+", "]a", "b")]
    [InlineData(@"[^]a]", "b", "] a")]
    [InlineData(@"[a\]]+", "a]", "b")]
    [InlineData(@"[[:upper:][:digit:]]+", "A1", "a")]
    [InlineData(@"[a&&b]+", "a&b", "c")]
    [InlineData(@"[a-c-[b]]", "a]|-]", "a")]
    [InlineData(@"\x41\x{42}[\x43]", "ABC", "abc")]
    [InlineData(@"a\tb", "a\tb", "atb")]
    [InlineData(@"\Aab\z", "ab", "abc")]
    [InlineData(@"(?i)straße", "STRAßE", "strasse")]
    [InlineData(@"(?i:k)", "k|K|\u212a", "kk")]
    [InlineData(@"(?:a|b){2}", "ab", "a")]
    [InlineData(@"a{2", "a{2", "aa")]
    [InlineData(@"a{,2}", "a{,2}", "aa")]
    [InlineData(@"😀+", "😀😀", "a")]
    [InlineData(@"a.b", "a b|aüb|a😀b", "a\nb")]
    [InlineData(@"a\.b\/c", "a.b/c", "axb/c")]
    [InlineData(@"a\_b[\_\-]", "a_b_|a_b-", @"a\_b_")]
    [InlineData(@"\!\#\%\&\,\:\;\<\=\>\@\`\~\ \""\'", @"!#%&,:;<=>@`~ ""'", "a")]
    [InlineData(@"\101\60\x42[\103]\0", "A0BC\0", "101")]
    [InlineData(@"\1012", "A2", "101")]
    [InlineData(@"((a{2}){2}){2}", "aaaaaaaa", "aaaaaaa")]
    [InlineData(@"(?:(a{10}){10}){0,10}(?:b{0})*", "", "a b")]
    [InlineData(@"(?i)[{]\{a{1001", "{{A{1001", "a")]
    [InlineData(@"(?s)a.b", "a\nb|a b|a😀b", "ab")]
    [InlineData(@"(?s-s)a.b", "a b", "a\nb")]
    [InlineData(@"(?s:a.)b.", "a\nbc", "a\nb\n")]
    [InlineData(@"(?m)a$\n^b", "a\nb", "ab")]
    [InlineData(@"(a(?i)b)c", "abc|aBc", "aBC Abc")]
    [InlineData(@"(?U)a+b*?", "ab|aabb", "b")]
    [InlineData(@"\p{L}+", "aü|aΩ|𝒜a", "1 - 😀")]
    [InlineData(@"\pN\p{Lu}", "1A|٣Ü|𝟘𝒜", "1a A1")]
    [InlineData(@"\P{L}|\p{^L}x", "1|😀|1x|😀x", "a 𝒜 ax")]
    public void Escapes_and_classes_are_RE2s(string regex, string matching, string others)
    {
        var re2 = Re2.TryCreate(regex, out string? error).ShouldNotBeNull(error);

        matching.Split('|').ShouldAllBe(text => re2.IsMatch(ToBytes(text)));
        others.Split(' ').ShouldAllBe(text => !re2.IsMatch(ToBytes(text)));
    }

    [Theory]
    [InlineData(@"\")]
    [InlineData(@"\1")]
    [InlineData(@"\Z")]
    [InlineData(@"\e")]
    [InlineData(@"\x")]
    [InlineData(@"\xZZ")]
    [InlineData(@"\x{110000}")]
    [InlineData(@"[z-a]")]
    [InlineData(@"[[:foo:]]")]
    [InlineData(@"[a")]
    [InlineData(@"(a")]
    [InlineData(@"a)")]
    [InlineData(@"(?=a)")]
    [InlineData(@"(?<!a)")]
    [InlineData(@"(?>a)")]
    [InlineData(@"(?#a)")]
    [InlineData(@"a**")]
    [InlineData(@"a{2,1}")]
    [InlineData(@"a{1001}")]
    [InlineData(@"a{1001,}")]
    [InlineData(@"a{2,99999999999}")]
    [InlineData(@"a{99999999999}")]
    [InlineData(@"(((a{100}){100}){100})")]
    [InlineData(@"(a{2}b){501}")]
    [InlineData(@"(a(?:b|c{40,}){30})")]
    [InlineData(@"(?:(a{500})b{2,3}){2,3}")]
    [InlineData(@"\8")]
    [InlineData(@"\C")]
    [InlineData(@"\p{Nonsense}")]
    [InlineData(@"\p")]
    [InlineData(@"\p{L")]
    [InlineData(@"(?-)a")]
    [InlineData(@"(?x)a")]
    [InlineData(@"(?)a")]
    [InlineData(@"\18")]
    [InlineData(@"\é")]
    [InlineData(@"*a")]
    public void What_RE2_does_not_read_is_not_read(string regex)
    {
        Re2.TryCreate(regex, out string? error).ShouldBeNull();
        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_thousand_groups_inside_each_other_are_read()
    {
        Re2.TryCreate(Nested(1000), out string? error).ShouldNotBeNull(error).IsMatch("a").ShouldBeTrue();
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(30_000)]
    public void More_than_a_thousand_groups_inside_each_other_are_not_read(int depth)
    {
        Re2.TryCreate(Nested(depth), out string? error).ShouldBeNull();
        error.ShouldBe("more than 1000 groups inside each other");
    }

    /// <summary>What .NET's engine would need minutes or gigabytes for: were it tried, the test run would not end.</summary>
    [Theory]
    [AbuseCase("C3")]
    [InlineData("(?:a|b)?", 8_000)]
    [InlineData("(?i:a)", 1_000_000)]
    [InlineData("a{1000}", 9_000)]
    [InlineData("(?P<n>a)?", 7_000)]
    public void A_pattern_that_is_too_large_is_not_read(string part, int times)
    {
        Re2.TryCreate(string.Concat(Enumerable.Repeat(part, times)), out string? error).ShouldBeNull();
        error.ShouldNotBeNullOrEmpty();
    }

    private static string Nested(int depth) => new string('(', depth) + "a" + new string(')', depth);

    private static string ToBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
