using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Keys;

namespace LlmPolicy.AspNetCore.Tests.Keys;

public sealed class RefreshTests
{
    private static readonly TestKey Old = new("old");
    private static readonly TestKey New = new("new");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("")]
    [InlineData(", asyncFetch: {}")]
    [InlineData(", asyncFetch: {fastListener: true}")]
    public async Task Keys_are_fetched_again_before_they_are_too_old_and_one_taken_away_is_refused(string asyncFetch)
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server, new() { Remote = "cacheDuration: 300s" + asyncFetch });
        (await app.StatusAsync(Old.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Publish(New);

        await app.RefreshAsync();
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);

        server.Asked.ShouldBe(2);
        (await app.StatusAsync(Old.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        (await app.StatusAsync(New.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Until_then_nothing_is_fetched()
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server);
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);

        app.Clock.Advance(RemoteManifest.Refresh - TimeSpan.FromMilliseconds(1));

        (await app.StatusAsync(Old.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Asked.ShouldBe(1);
    }

    [Theory]
    [InlineData("0s", "00:00:01")]
    [InlineData("1s", "00:00:01")]
    [InlineData("8s", "00:00:04")]
    [InlineData("60s", "00:00:55")]
    [InlineData("3600s", "00:59:55")]
    [InlineData("31536000s", "11:59:55")]
    public async Task The_time_between_fetches_comes_from_cacheDuration_within_bounds(string cacheDuration, string due)
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server, new() { Remote = $"cacheDuration: {cacheDuration}" });

        var expected = TimeSpan.Parse(due, System.Globalization.CultureInfo.InvariantCulture);
        await app.Clock.PassAsync(time => time == expected);

        await server.AskedAsync(2);
    }

    [Fact]
    public async Task A_token_of_a_new_key_passes_at_once_by_a_fetch_within_the_request()
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Old.Mint());
        server.Publish(Old, New);
        app.Clock.Advance(Second);

        (await app.StatusAsync(New.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Old.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Within_a_second_of_the_last_fetch_a_token_of_a_new_key_waits_for_the_next_one()
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Old.Mint());
        server.Publish(Old, New);
        app.Clock.Advance(Second / 4);

        var held = app.StatusAsync(New.Mint());
        await app.Clock.PassAsync(due => due == Second * 0.75);

        (await held).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    [AbuseCase("T29")]
    public async Task A_bad_signature_by_a_known_key_fetches_nothing()
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Old.Mint());
        app.Clock.Advance(Second);

        (await app.StatusAsync(new TestKey("old").Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        server.Asked.ShouldBe(1);
    }

    [Fact]
    [AbuseCase("T7")]
    public async Task A_flood_of_unknown_keys_is_refused_and_makes_no_more_than_one_fetch_a_second()
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Old.Mint());
        var start = app.Clock.GetUtcNow();

        List<Task<HttpStatusCode>> flood = [];
        for (int i = 0; i < 300; i++)
        {
            flood.Add(app.StatusAsync(new TestKey($"unknown-{i}").Mint()));
            app.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        var all = Task.WhenAll(flood);
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, app.Clock.TimerAsync(due => due <= Second));
            app.Clock.Advance(Second);
        }

        (await all).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        server.Asked.ShouldBeGreaterThan(1);
        server.Asked.ShouldBeLessThanOrEqualTo(1 + (int)(app.Clock.GetUtcNow() - start).TotalSeconds);
        (await app.StatusAsync(Old.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_has_seen_a_fetch_end_that_began_after_him_waits_for_no_other()
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Old.Mint());
        app.Clock.Advance(Second);
        long first = app.Clock.GetTimestamp();
        (await app.Keys.WaitAsync(app.Source, first, TestContext.Current.CancellationToken)).ShouldBeTrue();
        app.Clock.Advance(Second);
        server.Answer = KeyServerStub.Silent;

        var second = app.Keys.WaitAsync(app.Source, app.Clock.GetTimestamp(), TestContext.Current.CancellationToken);
        await server.AskedAsync(3);
        bool newer = await app.Keys.WaitAsync(app.Source, first, TestContext.Current.CancellationToken);

        newer.ShouldBeFalse();
        second.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_is_held_no_longer_than_one_fetch_though_it_saw_the_end_of_an_earlier_one()
    {
        await using var server = await KeyServerStub.PublishingAsync(Old);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Old.Mint());
        TaskCompletionSource first = new();
        server.Answer = async context =>
        {
            await first.Task;
            await KeyServerStub.Document(TestKey.Set(Old))(context);
        };
        await app.RefreshAsync();
        await server.AskedAsync(2);
        app.Clock.Advance(Second);

        var held = app.StatusAsync(New.Mint());
        await app.Clock.TimersAsync(2, due => due == KeyServer.Limit);
        app.Clock.Advance(3 * Second);
        server.Answer = KeyServerStub.Silent;
        first.SetResult();
        await server.AskedAsync(3);
        app.Clock.Advance(2 * Second);

        (await held).ShouldBe(HttpStatusCode.Unauthorized);
    }
}
