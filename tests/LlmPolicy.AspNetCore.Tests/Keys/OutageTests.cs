using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Keys;

public sealed class OutageTests
{
    private const string Down = "a.internal";
    private static readonly TestKey Key = new("one");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Down_at_start_the_app_starts_and_refuses_and_recovers_with_the_server()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.WithServersAsync(new(), []);
        (await app.AnswerAsync(Key.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));

        app.Dialer.Ports[Down] = server.Port;
        app.Clock.Advance(Second);

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_recovers_without_a_request_too()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.WithServersAsync(new(), []);
        await app.FailedAsync();

        app.Dialer.Ports[Down] = server.Port;
        app.Clock.Advance(2 * Second);

        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);
        server.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_down_is_tried_ever_less_often_down_to_once_a_minute()
    {
        await using var app = await KeyedApp.WithServersAsync(new(), []);

        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60, 60])
        {
            var wait = await app.FailedAsync();
            wait.ShouldBeInRange(seconds * 0.8 * Second, seconds * 1.2 * Second);
            app.Clock.Advance(wait > Second ? wait : Second);
        }
    }

    [Fact]
    public async Task Down_after_a_good_answer_its_keys_stay_for_a_day_and_no_longer()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);
        app.Dialer.Ports[Down] = 1;

        app.Clock.Advance(TimeSpan.FromHours(24) - Second);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);

        app.Clock.Advance(Second);
        (await app.AnswerAsync(Key.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));

        app.Dialer.Ports[Down] = server.Port;
        app.Clock.Advance(Second);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_it_is_down_a_request_is_refused_at_once_after_a_fetch_that_has_just_failed()
    {
        await using var app = await KeyedApp.WithServersAsync(new(), []);
        await app.FailedAsync();

        for (int i = 0; i < 20; i++)
        {
            (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        }

        app.Dialer.Dialed.Count.ShouldBe(1);
    }
}
