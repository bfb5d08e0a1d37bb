using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Secrets;

/// <summary>How often an app's own source of secrets is asked, and what becomes of a slow or broken one.</summary>
public sealed class SecretSourceTests : IAsyncLifetime
{
    private static readonly ResourceName Key = new("default", "key");
    private readonly WallClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Vault _vault = new();
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.OnTestServer(new Setup
    {
        Services = builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton<ISecretSource>(_vault);
            builder.AddLlmPolicy().AddManifest(TestManifest.Open(TestManifest.Route("prefix: /")));
        },
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Requests_that_come_together_ask_once()
    {
        var requests = Enumerable.Range(0, 50).Select(_ => Resolve()).ToArray();
        (await _vault.Asked()).Answer("one");

        (await Task.WhenAll(requests)).ShouldAllBe(value => value == "one");
        _vault.Questions.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_asked_for_again_after_a_minute()
    {
        await Resolved("one");
        _clock.Advance(TimeSpan.FromSeconds(47));
        (await Resolve()).ShouldBe("one");
        _vault.Questions.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(14));
        await Resolved("two");
    }

    [Fact]
    public async Task A_new_value_is_fetched_before_the_old_one_expires_and_no_request_waits()
    {
        await Resolved("one", _clock.GetUtcNow().AddHours(1));
        _clock.Advance(TimeSpan.FromMinutes(49));

        (await Resolve()).ShouldBe("one");
        var question = await _vault.Asked();
        (await Resolve()).ShouldBe("one");
        question.Answer("two", _clock.GetUtcNow().AddHours(1));
        await Eventually("two");

        _clock.Advance(TimeSpan.FromMinutes(12));
        (await Resolve()).ShouldBe("two");
        _vault.Questions.ShouldBe(2);
    }

    [Fact]
    public async Task It_is_renewed_from_four_fifths_of_its_time_on_and_is_over_at_its_end()
    {
        await Resolved("one");
        _clock.Advance(TimeSpan.FromSeconds(48));
        (await Resolve()).ShouldBe("one");
        (await _vault.Asked()).Fail();
        await _app.Logs.Seen("SecretSourceFailed", 1);

        _clock.Advance(TimeSpan.FromSeconds(12));
        await Resolved("two");
    }

    [Fact]
    public async Task At_the_end_that_a_source_names_it_is_over()
    {
        await Resolved("one", _clock.GetUtcNow().AddHours(1));
        _clock.Set(TimeSpan.FromHours(1));

        await Resolved("two", _clock.GetUtcNow().AddHours(1));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_no_answer_longer_than_its_minute()
    {
        await Resolved("one");
        _clock.Set(TimeSpan.FromHours(-1));
        _clock.Advance(TimeSpan.FromSeconds(61));

        await Resolved("two");
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_no_answer_longer_than_it_was_to_live()
    {
        await Resolved("one", _clock.GetUtcNow().AddHours(1));
        _clock.Set(TimeSpan.FromHours(-10));
        _clock.Advance(TimeSpan.FromMinutes(61));

        await Resolved("two", _clock.GetUtcNow().AddHours(1));
    }

    [Fact]
    public async Task A_clock_that_is_set_past_a_secrets_end_has_it_asked_for_anew()
    {
        await Resolved("one", _clock.GetUtcNow().AddHours(1));
        _clock.Set(TimeSpan.FromHours(2));

        await Resolved("two", _clock.GetUtcNow().AddHours(1));
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_old_value_until_it_expires()
    {
        await Resolved("one", _clock.GetUtcNow().AddHours(1));
        _clock.Advance(TimeSpan.FromMinutes(59));
        (await Resolve()).ShouldBe("one");
        (await _vault.Asked()).Fail();
        await _app.Logs.Seen("SecretSourceFailed", 1);
        (await Resolve()).ShouldBe("one");
        // Which asked again: not answered before the clock goes on, it would run into its limit at some time or other.
        (await _vault.Asked()).Fail();
        await _app.Logs.Seen("SecretSourceFailed", 2);

        _clock.Advance(TimeSpan.FromMinutes(1));
        var request = Resolve();
        (await _vault.Asked()).Fail();
        (await request).ShouldBeNull();
    }

    [Fact]
    public async Task A_source_that_does_not_answer_holds_a_request_for_five_seconds_and_is_asked_anew()
    {
        var request = Resolve();
        await _vault.Asked();
        await _clock.TimersAsync(2, due => due == TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));
        (await request).ShouldBeNull();

        await Resolved("late");
    }

    [Fact]
    public async Task A_source_that_fails_is_asked_anew_by_the_next_request()
    {
        var request = Resolve();
        (await _vault.Asked()).Fail();
        (await request).ShouldBeNull();

        await Resolved("one");
    }

    [Fact]
    public async Task A_request_that_is_given_up_does_not_stop_the_question_for_the_others()
    {
        using CancellationTokenSource gone = new();
        var first = ResolveUntil(gone.Token);
        var question = await _vault.Asked();
        var second = Resolve();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);

        question.Answer("one");
        (await second).ShouldBe("one");
    }

    private async Task Resolved(string value, DateTimeOffset? expiresAt = null)
    {
        var request = Resolve();
        (await _vault.Asked()).Answer(value, expiresAt);
        (await request).ShouldBe(value);
    }

    private async Task Eventually(string value)
    {
        while (await Resolve() != value)
        {
            await Task.Yield();
        }
    }

    private Task<string?> Resolve() => ResolveUntil(TestContext.Current.CancellationToken);

    private async Task<string?> ResolveUntil(CancellationToken gone)
    {
        var generation = _app.Services.GetRequiredService<PolicyStore>().Current;
        var secret = await _app.Services.GetRequiredService<SecretResolver>().ResolveAsync(Key, generation, gone);
        return secret?.Headers["x-key"].Reveal();
    }

    /// <summary>A clock whose hands can be set: the time that passes is another thing.</summary>
    private sealed class WallClock : TestClock
    {
        private TimeSpan _off;

        public WallClock(DateTimeOffset start) => SetUtcNow(start);

        public void Set(TimeSpan by) => _off += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _off;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    /// <summary>A source whose answers the test gives, in order.</summary>
    private sealed class Vault : ISecretSource
    {
        private readonly System.Threading.Channels.Channel<Question> _asked = System.Threading.Channels.Channel.CreateUnbounded<Question>();
        private int _questions;

        public int Questions => _questions;

        public async Task<Question> Asked() => await _asked.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public async ValueTask<HeaderSecret?> GetAsync(ResourceName secret, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _questions);
            Question question = new();
            await _asked.Writer.WriteAsync(question, CancellationToken.None);
            return await question.Taken;
        }
    }

    private sealed class Question
    {
        private readonly TaskCompletionSource<HeaderSecret?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<HeaderSecret?> Taken => _answer.Task;

        public void Answer(string value, DateTimeOffset? expiresAt = null) =>
            _answer.SetResult(new HeaderSecret(new Dictionary<string, SecretValue> { ["x-key"] = new(value) }, expiresAt));

        public void Fail() => _answer.SetException(new InvalidOperationException("the vault is shut"));
    }
}
