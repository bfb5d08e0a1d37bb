using LlmPolicy.Budgets;

namespace LlmPolicy.Tests.Budgets;

/// <summary>What a request is thought to produce that does not say it.</summary>
public sealed class OutputHistoryTests
{
    private static readonly OutputKey Ann = new("default/tokens", "3:ann", "small");

    private readonly OutputHistory _history = new();

    [Theory]
    [InlineData(4, 4)]
    [InlineData(9, 9)]
    [InlineData(10, 9)]
    [InlineData(11, 10)]
    [InlineData(20, 18)]
    [InlineData(64, 58)]
    public void It_is_what_nine_of_ten_answers_stayed_at_or_below(int answers, long expected)
    {
        Produced(Ann, [.. Enumerable.Range(1, answers).Select(i => (long)i).Reverse()]);

        _history.Expect(Ann).ShouldBe(expected);
    }

    [Fact]
    public void Three_answers_say_nothing_and_a_fourth_does()
    {
        Produced(Ann, 5, 5, 5);
        _history.Expect(Ann).ShouldBeNull();

        Produced(Ann, 5);
        _history.Expect(Ann).ShouldBe(5);
    }

    [Fact]
    public void Only_the_last_64_count()
    {
        Produced(Ann, [.. Enumerable.Repeat(1_000L, 64), .. Enumerable.Repeat(5L, 57)]);
        _history.Expect(Ann).ShouldBe(1_000);

        Produced(Ann, 5);
        _history.Expect(Ann).ShouldBe(5);
    }

    [Fact]
    public void Nobody_decides_what_another_caller_reserves()
    {
        var ben = Ann with { Key = "3:ben" };
        Produced(Ann, 100, 100, 100, 100);

        _history.Expect(ben).ShouldBeNull();
    }

    [Fact]
    public void Another_model_and_another_budget_are_not_known()
    {
        Produced(Ann, 5, 5, 5, 5);

        _history.Expect(Ann with { Model = "large" }).ShouldBeNull();
        _history.Expect(Ann with { Budget = "default/other" }).ShouldBeNull();
    }

    [Fact]
    public void No_more_than_the_capacity_is_kept_and_what_came_last_is()
    {
        OutputHistory history = new(capacity: 8);
        for (int model = 0; model < 1_000; model++)
        {
            for (int i = 0; i < 4; i++)
            {
                history.Add(new OutputKey("b", "", $"{model}"), model);
            }
        }

        history.Expect(new OutputKey("b", "", "999")).ShouldBe(999);
        Enumerable.Range(0, 1_000).Count(model => history.Expect(new OutputKey("b", "", $"{model}")) is not null).ShouldBeInRange(1, 8);
    }

    private void Produced(OutputKey key, params long[] outputs)
    {
        foreach (long output in outputs)
        {
            _history.Add(key, output);
        }
    }
}
