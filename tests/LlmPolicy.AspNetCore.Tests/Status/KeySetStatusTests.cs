using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Status;

/// <summary>What an operator is told of fetched keys.</summary>
public sealed class KeySetStatusTests
{
    private static readonly TestKey Key = new("one");

    [Fact]
    public async Task Keys_that_never_came_are_stale_and_say_why()
    {
        await using var app = await KeyedApp.WithServersAsync(new(), []);
        await app.FailedAsync();

        var status = app.Keys.Status.ShouldHaveSingleItem();
        (status.Count, status.Age, status.IsStale, status.Fetches, status.Failures).ShouldBe((null, null, true, 1, 1));
        status.Problem.ShouldNotBeNull().ShouldStartWith("it can't be reached");
    }

    [Fact]
    public async Task Keys_whose_server_is_gone_are_stale_once_they_are_older_than_their_cacheDuration()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);
        app.Keys.Status[0].ShouldBe(new(app.Source, 1, TimeSpan.Zero, null, 1, 0));

        app.Dialer.Ports["a.internal"] = 1;
        await app.RefreshAsync();
        await app.FailedAsync();
        var failed = app.Keys.Status[0];
        (failed.Count, failed.Age, failed.IsStale, failed.Failures).ShouldBe((1, RemoteManifest.Refresh, false, 1));

        app.Clock.Advance(app.Source.CacheDuration);
        app.Keys.Status[0].IsStale.ShouldBeTrue();
    }
}
