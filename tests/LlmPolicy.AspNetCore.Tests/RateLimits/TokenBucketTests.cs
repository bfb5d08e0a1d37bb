using LlmPolicy.RateLimits;

namespace LlmPolicy.AspNetCore.Tests.RateLimits;

/// <summary>Buckets that fill as time goes.</summary>
public sealed class TokenBucketTests
{
    private static readonly LocalRateLimit Thirds = new("b", MaxTokens: 3, TokensPerFill: 1, TimeSpan.FromHours(1));

    private readonly TestClock _clock = new();
    private readonly LocalBuckets _buckets;

    public TokenBucketTests() => _buckets = new LocalBuckets(_clock);

    [Fact]
    public void A_bucket_is_full_at_first_and_holds_no_more_than_it_may()
    {
        Take(Thirds, 5).ShouldBe(3);

        _clock.Advance(TimeSpan.FromDays(30));

        Take(Thirds, 5).ShouldBe(3);
    }

    [Fact]
    public void It_fills_little_by_little_and_not_once_an_interval()
    {
        LocalRateLimit tens = new("b", MaxTokens: 10, TokensPerFill: 10, TimeSpan.FromSeconds(1));
        Take(tens, 20).ShouldBe(10);

        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Take(tens, 1).ShouldBe(0);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Take(tens, 2).ShouldBe(1);
    }

    [Fact]
    public void What_is_asked_too_early_takes_nothing_away()
    {
        Take(Thirds, 3);
        for (int minute = 0; minute < 59; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            Take(Thirds, 1).ShouldBe(0);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        Take(Thirds, 2).ShouldBe(1);
    }

    [Fact]
    public void The_same_limit_is_the_same_bucket_and_another_is_another()
    {
        Take(Thirds, 3);

        Take(Thirds with { }, 1).ShouldBe(0);
        Take(Thirds with { Name = "c" }, 1).ShouldBe(1);
        Take(Thirds with { MaxTokens = 4 }, 5).ShouldBe(4);
    }

    [Fact]
    public void The_largest_bucket_of_the_longest_interval_counts_exactly()
    {
        LocalRateLimit huge = new("b", uint.MaxValue, 1, TimeSpan.FromDays(100_000));

        Take(huge, 1000).ShouldBe(1000);
        _clock.Advance(TimeSpan.FromDays(50_000));
        _buckets.TryTake(huge).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_a_thousand_at_once_as_many_pass_as_there_are_tokens()
    {
        LocalRateLimit hundred = new("b", MaxTokens: 100, TokensPerFill: 1, TimeSpan.FromHours(1));
        using Barrier start = new(8);

        int[] passed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            start.SignalAndWait();
            return Take(hundred, 125);
        }, TestContext.Current.CancellationToken)));

        passed.Sum().ShouldBe(100);
    }

    [Fact]
    public void Names_that_come_and_go_do_not_pile_up_and_a_bucket_in_use_is_kept()
    {
        Take(Thirds, 3);
        for (int i = 0; i < 5000; i++)
        {
            LocalRateLimit passing = new($"passing {i}", 1, 1000, TimeSpan.FromMilliseconds(50));
            _buckets.TryTake(passing).ShouldBeTrue();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Take(Thirds, 1).ShouldBe(0);
        _buckets.Count.ShouldBeLessThanOrEqualTo(1024);
    }

    private int Take(LocalRateLimit limit, int times) => Enumerable.Range(0, times).Count(_ => _buckets.TryTake(limit));
}
