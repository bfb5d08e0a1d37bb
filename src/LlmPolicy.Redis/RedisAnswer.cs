using System.Globalization;
using StackExchange.Redis;

namespace LlmPolicy.Redis;

/// <summary>What a script answered: a word, Redis's time in milliseconds, and texts. Or what became of it where it did not answer: a word alone.</summary>
internal readonly record struct RedisAnswer(string[] Texts)
{
    /// <summary>Redis was not asked, or said that it did not run the script.</summary>
    public static RedisAnswer NotRun { get; } = new(["not run"]);

    /// <summary>Redis was asked and has not answered: it may have run the script, or run it yet.</summary>
    public static RedisAnswer Unanswered { get; } = new(["unanswered"]);

    public string Word => Texts[0];

    public long At => Number(1);

    public DateTimeOffset Instant => DateTimeOffset.FromUnixTimeMilliseconds(At);

    public bool IsAnswer => Texts.Length > 1;

    public static RedisAnswer Of(RedisResult result) => new((string[])result!);

    public long Number(int index) => long.Parse(Texts[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A counter's reading, of three texts.</summary>
    public BudgetReading Reading(int index, BudgetPeriod period)
    {
        var window = period.At(At);
        long newest = Number(index + 2);
        long resets = window.First == window.Last ? window.End : newest == 0 ? window.Start : newest + window.Counts;
        return new BudgetReading(
            Number(index), Number(index + 1), ReferenceEquals(period, BudgetPeriod.WhileHeld) ? null : DateTimeOffset.FromUnixTimeMilliseconds(resets));
    }
}
