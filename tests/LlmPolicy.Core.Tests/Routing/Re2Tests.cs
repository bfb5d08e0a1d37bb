using System.Text;
using LlmPolicy.Routing;

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
    [InlineData(@"*a")]
    public void What_RE2_does_not_read_is_not_read(string regex)
    {
        Re2.TryCreate(regex, out string? error).ShouldBeNull();
        error.ShouldNotBeNullOrEmpty();
    }

    private static string ToBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
