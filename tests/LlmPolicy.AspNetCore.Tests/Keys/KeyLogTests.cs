using LlmPolicy.AspNetCore.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.AspNetCore.Tests.Keys;

public sealed class KeyLogTests
{
    private const string Canary = "canary-of-the-document";
    private static readonly TestKey Key = new("one");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Fetched_keys_are_counted_in_a_line_with_their_place_in_the_manifest_once_for_the_same_document()
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document($$"""{"keys":[{{Key.Jwk}},{"kty":"new"}]}"""));
        await using var app = await KeyedApp.StartAsync(server);
        await app.RefreshAsync();
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);

        var line = app.Logs.Named("KeysFetched").ShouldHaveSingleItem();
        line.Level.ShouldBe(LogLevel.Information);
        line.Text.ShouldMatch(@"^test\.yaml\(\d+,\d+\): 1 key\(s\) fetched, 1 left out");
        server.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_failing_server_is_warned_of_once_then_at_most_once_a_minute()
    {
        await using var app = await KeyedApp.WithServersAsync(new(), []);
        var start = app.Clock.GetUtcNow();

        for (int i = 0; i < 12; i++)
        {
            var wait = await app.FailedAsync();
            app.Clock.Advance(wait > Second ? wait : Second);
            await app.StatusAsync(Key.Mint());
        }

        await app.FailedAsync();
        int minutes = (int)(app.Clock.GetUtcNow() - start).TotalMinutes;
        var warnings = app.Logs.Named("KeysUnavailable").ToList();
        warnings.Count.ShouldBeInRange(minutes / 2, 1 + minutes);
        warnings[0].Level.ShouldBe(LogLevel.Warning);
        warnings[0].Text.ShouldMatch(@"^test\.yaml\(\d+,\d+\): keys can't be fetched: it can't be reached \(SocketException\); its tokens are refused");
    }

    [Fact]
    public async Task The_warning_says_whether_older_keys_stay()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Key.Mint());
        server.Answer = KeyServerStub.Document("", status: 503);

        await app.RefreshAsync();
        await app.FailedAsync();
        app.Logs.Named("KeysUnavailable").ShouldHaveSingleItem().Text.ShouldContain("it answered 503; the last good keys stay, for a day at most");

        app.Clock.Advance(TimeSpan.FromHours(24));
        await server.AskedAsync(3);
        await app.FailedAsync();
        app.Logs.Named("KeysUnavailable").Last().Text.ShouldContain("it answered 503; its tokens are refused");
    }

    [Fact]
    public async Task Recovery_is_told_though_the_keys_are_the_same_as_before()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Key.Mint());
        server.Answer = KeyServerStub.Document("", status: 503);
        await app.RefreshAsync();
        await app.FailedAsync();
        server.Publish(Key);

        app.Clock.Advance(2 * Second);
        await app.Clock.TimerAsync(due => due == RemoteManifest.Refresh);

        app.Logs.Lines.Select(l => l.Event).Where(e => e is "KeysFetched" or "KeysUnavailable")
            .ShouldBe(["KeysFetched", "KeysUnavailable", "KeysFetched"]);
    }

    [Fact]
    public async Task Why_a_document_is_no_key_set_is_told()
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document("{}"));
        await using var app = await KeyedApp.StartAsync(server);

        await app.StatusAsync(Key.Mint());

        app.Logs.Named("KeysUnavailable").ShouldHaveSingleItem().Text.ShouldContain("it sent no usable key: Jwks does not have [keys] field; its tokens are refused");
    }

    [Fact]
    [AbuseCase("T33")]
    public async Task No_line_holds_a_token_a_key_or_a_word_of_the_servers()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);
        string good = Key.Mint();
        string bad = new TestKey(Canary).Mint();
        await app.StatusAsync(good);
        await app.StatusAsync(bad);
        RequestDelegate[] answers =
        [
            KeyServerStub.Document(Canary),
            KeyServerStub.Document($$"""{"keys":[{"kty":"{{Canary}}"}]}"""),
            KeyServerStub.Document(Canary, status: 500),
            KeyServerStub.Bytes($"{Canary}\r\n\r\n"),
            KeyServerStub.Bytes($"HTTP/1.1 200 OK\r\nContent-Length: {Canary}\r\n\r\n"),
            KeyServerStub.Bytes($"HTTP/1.1 200 {Canary}\r\n{Canary}\r\n\r\n"),
        ];
        foreach (var answer in answers)
        {
            server.Answer = answer;
            // Past the minute in which nothing more is said.
            app.Clock.Advance(TimeSpan.FromMinutes(6));
            await app.StatusAsync(bad);
            await app.FailedAsync();
        }

        app.Logs.Named("KeysUnavailable").Count().ShouldBe(answers.Length);
        string[] secrets = [Canary, good, bad, good.Split('.')[2], bad.Split('.')[2], bad.Split('.')[0], Key.X, server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        app.Logs.Lines.ShouldNotContain(line => secrets.Any(secret => line.Text.Contains(secret, StringComparison.Ordinal)));
    }
}
