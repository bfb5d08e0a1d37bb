using System.IO.Compression;
using System.Net;
using System.Text;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Keys;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.AspNetCore.Tests.Keys;

/// <summary>What a key server may send in place of keys. Each answer that has room for one holds a good JWKS that must not count.</summary>
public sealed class BadAnswerTests
{
    private static readonly TestKey Good = new("good");
    private static readonly TestKey Bad = new("bad");
    private static readonly string BadSet = TestKey.Set(Bad);

    private static readonly Dictionary<string, RequestDelegate> Answers = new()
    {
        ["garbage"] = KeyServerStub.Document("\0\u0001 no JSON"),
        ["HTML"] = KeyServerStub.Document("<html><body>Sign in</body></html>", "text/html"),
        ["nothing"] = KeyServerStub.Document(""),
        ["no keys"] = KeyServerStub.Document("""{"keys":[]}"""),
        ["half the JSON"] = KeyServerStub.Document(BadSet[..^1]),
        ["another shape"] = KeyServerStub.Document($"[{BadSet}]"),
        ["2 MiB"] = KeyServerStub.Document(BadSet + new string(' ', 2 * 1024 * 1024)),
        ["2 MiB in chunks"] = async context =>
        {
            await context.Response.WriteAsync(BadSet, context.RequestAborted);
            for (int i = 0; i < 32; i++)
            {
                await context.Response.WriteAsync(new string(' ', 64 * 1024), context.RequestAborted);
            }
        },
        ["gzip that grows to 64 MiB"] = context => Gzip(context, BadSet + new string(' ', 64 * 1024 * 1024)),
        ["gzip"] = context => Gzip(context, BadSet),
        ["204"] = context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        },
        ["206"] = KeyServerStub.Document(BadSet, status: 206),
        ["404"] = KeyServerStub.Document(BadSet, status: 404),
        ["500"] = KeyServerStub.Document(BadSet, status: 500),
        ["a hang-up"] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        ["less than it announced"] = async context =>
        {
            context.Response.ContentLength = BadSet.Length + 1;
            await context.Response.WriteAsync(BadSet, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        },
        ["bytes that are no UTF-8"] = context => context.Response.Body.WriteAsync(NoUtf8()).AsTask(),
        ["a byte order mark"] = KeyServerStub.Document("\ufeff" + BadSet),
        ["a map of which one is no certificate"] = KeyServerStub.Document("""{"bad": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}"""),
        ["a key too short"] = KeyServerStub.Document("""{"keys":[{"kty":"oct","kid":"bad","k":"AQAB"}]}"""),
    };

    private static readonly Dictionary<string, RequestDelegate> SlowAnswers = new()
    {
        ["nothing"] = KeyServerStub.Silent,
        ["no body"] = async context =>
        {
            context.Response.ContentLength = BadSet.Length;
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await KeyServerStub.Silent(context);
        },
        ["all but the end"] = async context =>
        {
            await context.Response.WriteAsync(BadSet + " ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await KeyServerStub.Silent(context);
        },
        ["headers without an end"] = async context =>
        {
            // Not even a status: bytes straight to the socket.
            var connection = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nX-Drip: "u8.ToArray(), context.RequestAborted);
            await KeyServerStub.Silent(context);
        },
    };

    public static TheoryData<string> Names => [.. Answers.Keys];

    public static TheoryData<string> SlowNames => [.. SlowAnswers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Without_keys_of_before_the_tokens_are_refused(string sent)
    {
        await using var server = await KeyServerStub.StartAsync(Answers[sent]);
        await using var app = await KeyedApp.StartAsync(server);

        (await app.AnswerAsync(Bad.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task With_keys_of_before_these_stay(string sent)
    {
        await using var server = await KeyServerStub.PublishingAsync(Good);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Good.Mint());
        server.Answer = Answers[sent];

        await app.RefreshAsync();
        await app.FailedAsync();

        await OldKeysStay(app);
    }

    [Theory]
    [MemberData(nameof(SlowNames))]
    public async Task A_server_that_does_not_come_to_an_end_holds_a_request_for_one_fetch(string sent)
    {
        await using var server = await KeyServerStub.StartAsync(SlowAnswers[sent]);
        await using var app = await KeyedApp.StartAsync(server);

        var held = app.AnswerAsync(Bad.Mint());
        await server.AskedAsync(1);
        await app.Clock.TimersAsync(2, due => due == KeyServer.Limit);
        app.Clock.Advance(KeyServer.Limit);

        (await held).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));
    }

    [Theory]
    [MemberData(nameof(SlowNames))]
    public async Task Nor_does_it_hold_a_token_of_a_key_of_before(string sent)
    {
        await using var server = await KeyServerStub.PublishingAsync(Good);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Good.Mint());
        server.Answer = SlowAnswers[sent];

        await app.RefreshAsync();
        await server.AskedAsync(2);
        (await app.StatusAsync(Good.Mint())).ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(KeyServer.Limit);
        await app.FailedAsync();

        await OldKeysStay(app);
    }

    [Theory]
    [AbuseCase("S2")]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var other = await KeyServerStub.PublishingAsync(Bad);
        await using var server = await KeyServerStub.StartAsync(context =>
        {
            // Followed on either server, it would lead to keys.
            context.Response.StatusCode = context.Request.Path == "/jwks" ? 200 : status;
            context.Response.Headers.Location = $"http://127.0.0.1:{other.Port}/jwks";
            return context.Response.WriteAsync(BadSet);
        });
        await using var app = await KeyedApp.StartAsync(server);

        (await app.StatusAsync(Bad.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        (server.Asked, other.Connections).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    public async Task Keys_under_another_content_type_are_taken(string type)
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(TestKey.Set(Good), type));
        await using var app = await KeyedApp.StartAsync(server);

        (await app.StatusAsync(Good.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_set_of_a_whole_MiB_is_taken()
    {
        string set = TestKey.Set(Good);
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(set.PadRight(1024 * 1024)));
        await using var app = await KeyedApp.StartAsync(server);

        (await app.StatusAsync(Good.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_can_not_be_read_takes_none_of_the_others_away()
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document($$"""{"keys":[{"kty":"new"},7,{{Good.Jwk}}]}"""));
        await using var app = await KeyedApp.StartAsync(server);

        (await app.StatusAsync(Good.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_object_of_key_ids_and_certificates_is_taken()
    {
        using var one = new CertifiedKey("one");
        using var two = new CertifiedKey("two");
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(CertifiedKey.Map(one, two)));
        await using var app = await KeyedApp.StartAsync(server);

        (await app.StatusAsync(two.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(one.Mint())).ShouldBe(HttpStatusCode.OK);
        app.Logs.Named("KeysFetched").ShouldHaveSingleItem().Text.ShouldContain("2 key(s)");
    }

    private static byte[] NoUtf8() => [.. Encoding.UTF8.GetBytes(BadSet[..^1]), .. ",\"by\":\""u8, 0xe9, .. "\"}"u8];

    private static async Task OldKeysStay(KeyedApp app)
    {
        (await app.StatusAsync(Good.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Bad.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task Gzip(HttpContext context, string text)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using GZipStream zipped = new(context.Response.Body, CompressionLevel.Fastest);
        await zipped.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }
}
