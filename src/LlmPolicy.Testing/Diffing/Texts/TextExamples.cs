namespace LlmPolicy.Testing.Diffing.Texts;

/// <summary>Texts around what both versions ask of one thing: such as each condition holds for, and such as tell a new condition from an old one.</summary>
internal static class TextExamples
{
    public const string Other = "other";

    private const int MaxPairs = 64;
    private const int MaxExamples = 64;

    /// <summary>What tells the versions apart first: it is what a diff is for.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<TextCondition> before, IEnumerable<TextCondition> after)
    {
        List<TextCondition> old = [.. before.Distinct()];
        List<TextCondition> @new = [.. after.Distinct()];
        return [.. Differences(old, @new).Concat(old.Union(@new).SelectMany(RegexExample.All)).Append(Other).Distinct().Take(MaxExamples)];
    }

    /// <summary>Texts that a condition of one version alone holds for, and one of the other alone does not.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<TextCondition> before, IReadOnlyList<TextCondition> after)
    {
        List<TextCondition> added = [.. after.Except(before)];
        var pairs = before.Except(after).SelectMany(_ => added, (one, other) => (One: one, Other: other)).Take(MaxPairs);
        return [.. pairs.SelectMany(pair => RegexExample.Between(pair.One, pair.Other).Concat(RegexExample.Between(pair.Other, pair.One))).Distinct().Take(MaxExamples)];
    }
}
