using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>Which names a rule's pattern means.</summary>
public sealed class ModelPatternTests
{
    [Theory]
    [InlineData("gpt-4o", "gpt-4o", true)]
    [InlineData("gpt-4o", "gpt-4o-mini", false)]
    [InlineData("gpt-4o", "GPT-4o", false)]
    [InlineData("gpt-4o*", "gpt-4o", true)]
    [InlineData("gpt-4o*", "gpt-4o-mini", true)]
    [InlineData("gpt-4o*", "xgpt-4o", false)]
    [InlineData("*-mini", "gpt-4o-mini", true)]
    [InlineData("*-mini", "gpt-4o-mini-2024", false)]
    [InlineData("org/*", "org/m:1", true)]
    [InlineData("org/*", "org2/m", false)]
    [InlineData("a*b*c", "a-b-c", true)]
    [InlineData("a*b*c", "abc", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("ab*bc", "abc", false)]
    [InlineData("*a*a*", "ba", false)]
    [InlineData("*", "anything", true)]
    [InlineData("**", "anything", true)]
    [InlineData("", "", false)]
    [InlineData("", "a", false)]
    [InlineData("gpt-4.", "gpt-4o", false)]
    [InlineData("gpt-?", "gpt-4", false)]
    [InlineData("gpt-[45]", "gpt-4", false)]
    public void A_star_stands_for_any_characters_and_nothing_else_does(string pattern, string name, bool fits) => new ModelPattern(pattern).IsMatch(name).ShouldBe(fits);

    [Fact]
    public void A_long_name_and_many_stars_take_no_time_worth_mentioning() =>
        new ModelPattern(string.Concat(Enumerable.Repeat("a*", 1000)) + "b").IsMatch(new string('a', 100_000)).ShouldBeFalse();

    [Theory]
    [InlineData("", "no model")]
    [InlineData("*", "any model")]
    [InlineData("gpt-4o", "the model gpt-4o")]
    [InlineData("gpt-4o*", "models that begin with gpt-4o")]
    [InlineData("*-mini", "models that end with -mini")]
    [InlineData("a*b", "models like a*b")]
    public void A_pattern_says_what_it_means(string pattern, string words) => new ModelPattern(pattern).Words.ShouldBe(words);

    [Fact]
    public void Two_patterns_overlap_where_a_name_fits_both_and_only_there()
    {
        List<string> names = [.. Texts("ab", 6)];
        List<ModelPattern> patterns = [.. Texts("ab*", 3).Append("").Select(text => new ModelPattern(text))];
        foreach (var one in patterns)
        {
            foreach (var other in patterns)
            {
                one.Overlaps(other).ShouldBe(names.Exists(name => one.IsMatch(name) && other.IsMatch(name)), $"'{one}' and '{other}'");
            }
        }
    }

    /// <summary>All texts of 1 to so many of these characters.</summary>
    private static IEnumerable<string> Texts(string characters, int length) => length == 0 ? [] :
        characters.Select(c => c.ToString()).Concat(Texts(characters, length - 1).SelectMany(text => characters.Select(c => text + c))).Distinct();
}
