using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Gateway;

/// <summary>A key that an upstream shows in its refusal does not come to the caller.</summary>
public sealed class SecretMaskTests
{
    private const string Key = "sk-canary/of+the=provider";

    private const string Get = "GET /v1 HTTP/1.1\nHost: gateway.example.com";

    private static readonly string Stars = new('*', Key.Length);

    public static TheoryData<string> Refusals => ["400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "429 Too Many", "500 Oops", "503 Busy", "599 Odd"];

    [Theory]
    [AbuseCase("H8", "S8")]
    [MemberData(nameof(Refusals))]
    public async Task It_is_masked_in_head_and_body_with_and_without_its_scheme_as_long_as_it_was(string status)
    {
        string body = $"{{\"error\": \"Incorrect API key provided: {Key}. You sent 'Bearer {Key}'\"}}";
        await using RawUpstream upstream = new(
            $"HTTP/1.1 {status} for {Key}\r\nContent-Length: {body.Length}\r\nWWW-Authenticate: Bearer error=\"{Key}\"\r\nx-sent: a\r\nx-sent: Bearer {Key}\r\n\r\n{body}");
        LogLines lines = new();
        await using GatewayHost gateway = await StartAsync(upstream, lines);

        HttpMessage response = await gateway.SendAsync(Get);

        response.StartLine.ShouldBe($"HTTP/1.1 {status} for {Stars}");
        response["www-authenticate"].ShouldBe([$"Bearer error=\"{Stars}\""]);
        response["x-sent"].ShouldBe(["a", $"Bearer {Stars}"]);
        response["content-length"].ShouldBe([body.Length.ToString(CultureInfo.InvariantCulture)]);
        response.Body.ShouldBe(body.Replace(Key, Stars, StringComparison.Ordinal));
        (await upstream.NextRequestAsync())["authorization"].ShouldBe([$"Bearer {Key}"]);
        lines.Named("SecretMasked").ShouldNotBeEmpty();
        lines.All.ShouldNotContain(line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_masked_wherever_the_body_is_cut()
    {
        int cut = 0;
        string text = $"a sk- sk-canary {Key}{Key} end sk-can";
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
            foreach (string part in (string[])[text[..cut], text[cut..(cut + 1)], text[(cut + 1)..]])
            {
                if (part.Length > 0)
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"{part.Length:x}\r\n{part}\r\n"));
                    await stream.FlushAsync();
                }
            }

            await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
        });
        await using GatewayHost gateway = await StartAsync(upstream);

        for (; cut < text.Length; cut++)
        {
            (await gateway.SendAsync(Get)).Body.ShouldBe($"a sk- sk-canary {Stars}{Stars} end sk-can");
        }
    }

    [Fact]
    public async Task What_comes_is_passed_on_before_the_rest_of_it()
    {
        TaskCompletionSource goOn = new();
        await using RawUpstream upstream = new(async (stream, _) =>
        {
            await stream.WriteAsync("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"u8.ToArray());
            await goOn.Task;
            await stream.WriteAsync("9\r\ndata: 2\n\n\r\n0\r\n\r\n"u8.ToArray());
        });
        await using GatewayHost gateway = await StartAsync(upstream);
        await using Stream client = await gateway.ConnectAsync();
        await GatewayHost.WriteAsync(client, Get);

        (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken))!.Status.ShouldBe(500);
        (await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken)).ShouldBe("data: 1\n\n");
        goOn.SetResult();
        (await HttpMessage.ReadChunkAsync(client, TestContext.Current.CancellationToken)).ShouldBe("data: 2\n\n");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8_180)]
    [InlineData(65_500)]
    [InlineData(400_000)]
    public async Task A_long_body_is_looked_through_in_its_first_64_KiB_and_comes_whole(int before)
    {
        string body = $"{new string('x', before)}{Key}{new string('y', 100_000)}";
        await using RawUpstream upstream = new($"HTTP/1.1 400 No\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(Get);

        response.Body.Length.ShouldBe(body.Length);
        (response.Body == (before < 65_536 - Key.Length ? body.Replace(Key, Stars, StringComparison.Ordinal) : body)).ShouldBeTrue();
    }

    [Theory]
    [AbuseCase("H8")]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_comes_compressed_is_read_and_masked(string coding)
    {
        string text = $"{new string('a', 20_000)} {Key}";
        byte[] body = Packed.In(coding.Replace("x-", "", StringComparison.Ordinal), Encoding.ASCII.GetBytes(text));
        await using RawUpstream upstream = new(
            $"HTTP/1.1 401 No\r\nContent-Encoding: {coding}\r\nETag: \"1\"\r\nContent-Length: {body.Length}\r\n\r\n{Encoding.Latin1.GetString(body)}");
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(Get + $"\nAccept-Encoding: {coding}");

        response.Body.ShouldBe(text.Replace(Key, Stars, StringComparison.Ordinal));
        response["content-encoding"].ShouldBeEmpty();
        response["etag"].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task What_can_not_be_read_is_left_out(string coding)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 401 No\r\nContent-Encoding: {coding}\r\nContent-Length: {Key.Length}\r\n\r\n{Key}");
        await using GatewayHost gateway = await StartAsync(upstream);

        HttpMessage response = await gateway.SendAsync(Get);

        response.Status.ShouldBe(401);
        response.Body.ShouldBeEmpty();
    }

    [Theory]
    [AbuseCase("S8")]
    [InlineData("sk-canary\\/of+the=provider")]
    [InlineData("sk-canary/of\\u002Bthe=provider")]
    [InlineData("sk-canary%2Fof%2Bthe%3Dprovider")]
    public async Task It_is_found_as_JSON_and_URLs_write_it(string written)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 401 No\r\nContent-Length: {written.Length}\r\n\r\n{written}");
        await using GatewayHost gateway = await StartAsync(upstream);

        (await gateway.SendAsync(Get)).Body.ShouldBe(new string('*', written.Length));
    }

    [Theory]
    [AbuseCase("H8")]
    [InlineData("200 OK")]
    [InlineData("302 Found")]
    public async Task Other_answers_are_not_looked_through(string status)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 {status}\r\nContent-Length: {Key.Length}\r\n\r\n{Key}");
        LogLines lines = new();
        await using GatewayHost gateway = await StartAsync(upstream, lines);

        (await gateway.SendAsync(Get)).Body.ShouldBe(Key);
        lines.Named("SecretMasked").ShouldBeEmpty();
    }

    [Fact]
    public async Task With_MaskSecrets_off_answers_come_as_they_are()
    {
        await using RawUpstream upstream = new($"HTTP/1.1 401 No\r\nContent-Length: {Key.Length}\r\nx-error: {Key}\r\n\r\n{Key}");
        await using GatewayHost gateway = await StartAsync(upstream, masked: false);

        HttpMessage response = await gateway.SendAsync(Get);

        response.Body.ShouldBe(Key);
        response["x-error"].ShouldBe([Key]);
    }

    [Fact]
    [AbuseCase("P8")]
    public async Task TRACE_is_refused_where_a_secret_would_come_back()
    {
        await using RawUpstream upstream = new();
        LogLines lines = new();
        await using GatewayHost gateway = await StartAsync(upstream, lines);

        HttpMessage response = await gateway.SendAsync("TRACE /v1 HTTP/1.1\nHost: gateway.example.com");

        response.Status.ShouldBe(405);
        response.Body.ShouldBe("Method Not Allowed");
        response["allow"].ShouldHaveSingleItem().ShouldNotContain("TRACE");
        upstream.WasReached.ShouldBeFalse();
        lines.Named("Refused").ShouldHaveSingleItem().ShouldContain("405 request.trace");
    }

    [Fact]
    public async Task TRACE_goes_upstream_where_no_secret_is_put_on()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));

        (await gateway.SendAsync("TRACE /v1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).StartLine.ShouldBe("TRACE /v1 HTTP/1.1");
    }

    /// <summary>What is short would be found everywhere: of a scheme and a short key it is both together. A header's characters are its bytes.</summary>
    [Theory]
    [InlineData("Bearer abcd", "an abcd", "an ****")]
    [InlineData("Bearer abc", "an abc", "an abc")]
    [InlineData("Bearer abc", "an Bearer abc", "an **********")]
    [InlineData("abcd", "an abcd", "an ****")]
    [InlineData("abc", "an abc", "an abc")]
    [InlineData("schl\u00fcssel", "ein schl\u00c3\u00bcssel", "ein **********")]
    public async Task It_is_found_from_four_characters_on(string value, string written, string shown)
    {
        await using RawUpstream upstream = new($"HTTP/1.1 401 No\r\nx-shown: {written}\r\nContent-Length: {written.Length}\r\n\r\n{written}");
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Secret("key", "x-key", value));

        HttpMessage response = await gateway.SendAsync(Get);

        (response["x-shown"].Single(), response.Body).ShouldBe((shown, shown));
    }

    [Fact]
    public async Task One_that_begins_as_another_does_is_masked_whole()
    {
        const string Short = "sk-canary", Long = "sk-canary-longer";
        const string Written = $"{Short}, {Long}, {Short}";
        await using RawUpstream upstream = new($"HTTP/1.1 401 No\r\nx-shown: {Written}\r\nContent-Length: {Written.Length}\r\n\r\n{Written}");
        await using GatewayHost gateway = await StartAsync(
            upstream, Manifests.Secret("key", "x-short", Short).Replace($"\"{Short}\"", $"\"{Short}\", x-long: {Long}", StringComparison.Ordinal));

        HttpMessage response = await gateway.SendAsync(Get);

        HttpMessage sent = await upstream.NextRequestAsync();
        (sent["x-short"].Single(), sent["x-long"].Single()).ShouldBe((Short, Long));
        string shown = $"{new string('*', Short.Length)}, {new string('*', Long.Length)}, {new string('*', Short.Length)}";
        (response["x-shown"].Single(), response.Body).ShouldBe((shown, shown));
    }

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, LogLines? lines = null, bool masked = true) =>
        StartAsync(upstream, Manifests.Secret("key", "Authorization", $"Bearer {Key}"), lines, masked);

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, string secret, LogLines? lines = null, bool masked = true) => GatewayHost.StartAsync(
        Manifests.Service(
            Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}, append: false}]}"),
            Manifests.Upstream(),
            secret),
        new LoopbackDialer(upstream.Port),
        proxy =>
        {
            proxy.Services.Configure<LlmPolicyOptions>(options => options.MaskSecrets = masked);
            if (lines is not null)
            {
                proxy.Services.AddSingleton<ILoggerProvider>(lines);
            }
        });
}
