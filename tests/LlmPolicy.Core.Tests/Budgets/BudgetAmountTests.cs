using LlmPolicy.Budgets;

namespace LlmPolicy.Tests;

public sealed class BudgetAmountTests
{
    private const long Most = (1L << 53) - 1;

    [Theory]
    [InlineData("0", 10, 0)]
    [InlineData("0.1", 15, 1_500)]
    [InlineData("1", 15, 15_000)]
    [InlineData("1.25", 3, 3_750)]
    [InlineData("1000", 2, 2_000_000)]
    public void A_weight_counts_in_thousandths_of_a_token(string weight, long tokens, long thousandths)
    {
        TokenWeight.TryParse(weight, out var read).ShouldBeTrue();
        read.Of(tokens).ShouldBe(thousandths);
    }

    [Theory]
    [InlineData("0.0001")]
    [InlineData("1000.001")]
    [InlineData("-1")]
    [InlineData("1e2")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("")]
    [InlineData("99999999999999999999999999999999")]
    public void A_weight_that_is_not_exact_in_thousandths_is_none(string weight) => TokenWeight.TryParse(weight, out _).ShouldBeFalse();

    [Fact]
    [AbuseCase("B4")]
    public void What_is_told_of_tokens_is_held_in_bounds()
    {
        TokenWeight.One.Of(long.MaxValue).ShouldBe(Most);
        TokenWeight.One.Of(long.MinValue).ShouldBe(0);
    }

    [Fact]
    public void A_cost_is_rounded_up_once_over_the_whole_request()
    {
        TokenPrice.TryParse("0.4", out var input).ShouldBeTrue();
        TokenPrice.TryParse("2.50", out var output).ShouldBeTrue();

        TokenPrice.Cost([(1, input), (1, input)]).ShouldBe(1);
        TokenPrice.Cost([(1_000_000, input), (1_000_000, output)]).ShouldBe(2_900_000);
        TokenPrice.Cost([(3, output)]).ShouldBe(8);
        TokenPrice.Cost([(0, input)]).ShouldBe(0);
    }

    [Fact]
    [AbuseCase("B4")]
    public void A_cost_is_held_in_bounds()
    {
        TokenPrice.TryParse("1000000", out var dear).ShouldBeTrue();

        TokenPrice.Cost([(long.MaxValue, dear), (long.MaxValue, dear), (-5, dear)]).ShouldBe(Most);
    }

    [Theory]
    [InlineData("0.0000001")]
    [InlineData("1000000.1")]
    [InlineData("$1")]
    public void A_price_that_is_not_exact_in_millionths_is_none(string price) => TokenPrice.TryParse(price, out _).ShouldBeFalse();
}
