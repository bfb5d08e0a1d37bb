namespace LlmPolicy.Tests;

public sealed class RollingPeriodTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(86_400)]
    [InlineData(31_622_400)]
    public void An_amount_counts_for_the_duration_and_at_the_most_a_sixtieth_longer(int seconds)
    {
        var duration = TimeSpan.FromSeconds(seconds);
        var period = BudgetPeriod.Rolling(duration);
        long length = (long)duration.TotalMilliseconds;
        long step = (length + 59) / 60;
        foreach (long reserved in new long[] { 0, 1, 1_796_000_000_123, 1_796_000_000_123 + step - 1 })
        {
            long cell = period.At(reserved).Start;

            period.At(reserved).Contains(reserved).ShouldBeTrue();
            period.At(reserved + length - 1).Includes(cell).ShouldBeTrue();
            period.At(reserved + length + (2 * step)).Includes(cell).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_minute_is_kept_in_seconds() =>
        BudgetPeriod.Rolling(TimeSpan.FromMinutes(1)).At(100_500).ShouldBe(new BudgetWindow(100_000, 101_000, 40_000, 160_000));

    [Fact]
    public void A_minute_counts_no_longer_than_a_second_more()
    {
        var period = BudgetPeriod.Rolling(TimeSpan.FromMinutes(1));

        period.At(160_999).Includes(100_000).ShouldBeTrue();
        period.At(161_000).Includes(100_000).ShouldBeFalse();
    }

    [Fact]
    public void A_duration_is_from_a_second_to_a_leap_year()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => BudgetPeriod.Rolling(TimeSpan.FromMilliseconds(999)));
        Should.Throw<ArgumentOutOfRangeException>(() => BudgetPeriod.Rolling(TimeSpan.FromDays(367)));
    }
}
