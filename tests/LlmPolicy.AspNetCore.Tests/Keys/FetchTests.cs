using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;
using LlmPolicy.Keys;

namespace LlmPolicy.AspNetCore.Tests.Keys;

public sealed class FetchTests
{
    private static readonly TestKey Key = new("one");
    private static readonly TestKey Other = new("one");

    [Fact]
    public async Task A_token_of_a_fetched_key_passes_and_one_of_another_key_does_not()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);

        (await app.AnswerAsync(Key.Mint())).ShouldBe((HttpStatusCode.OK, "served"));
        (await app.AnswerAsync(Other.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwt verification fails"));
    }

    [Fact]
    public async Task The_connection_goes_to_the_upstream_and_the_url_gives_path_and_host()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);

        await app.StatusAsync(Key.Mint());

        app.Dialer.Dialed.ShouldBe(["a.internal:8443"]);
        server.Last.ShouldBe("GET keys.a.example:4443 /a/jwks?v=1");
    }

    [Theory]
    [InlineData("https://keys.example/jwks", "GET keys.example /jwks")]
    [InlineData("https://keys.example", "GET keys.example /")]
    [InlineData("http://keys.example:8080/jwks", "GET keys.example:8080 /jwks")]
    [InlineData("https://schlüssel.example/jwks", "GET xn--schlssel-95a.example /jwks")]
    [InlineData("https://[2001:db8::1]/jwks", "GET [2001:db8::1] /jwks")]
    public async Task The_host_is_the_urls_and_its_own_port_is_not_said(string url, string asked)
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server, new() { Url = url, Remote = "upstreamRef: {name: a, namespace: default}" });

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Last.ShouldBe(asked);
    }

    [Theory]
    [InlineData("keys.internal", HttpStatusCode.OK)]
    [InlineData("keys.a.example", HttpStatusCode.Unauthorized)]
    public async Task Over_tls_the_certificate_has_to_be_good_for_the_upstreams_name(string certificate, HttpStatusCode status)
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(TestKey.Set(Key)), TestCertificates.For(certificate));
        await using var app = await KeyedApp.StartAsync(server, new() { Upstream = "sslConfig: {sni: keys.internal}" });

        (await app.StatusAsync(Key.Mint())).ShouldBe(status);
    }

    [Fact]
    public async Task Over_tls_an_unknown_authority_is_not_trusted()
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(TestKey.Set(Key)), TestCertificates.Untrusted("keys.internal"));
        await using var app = await KeyedApp.StartAsync(server, new() { Upstream = "sslConfig: {sni: keys.internal}" });

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Where_the_first_host_is_down_the_next_is_asked()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.WithServersAsync(
            new() { Upstream = "static: {hosts: [{addr: down.internal, port: 80}, {addr: a.internal, port: 80}]}", HasAddress = false },
            new() { ["a.internal"] = server.Port });

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        app.Dialer.Dialed.ShouldBe(["down.internal:80", "a.internal:80"]);
    }

    [Fact]
    public async Task Requests_that_come_while_the_first_fetch_runs_wait_for_it_and_make_no_other()
    {
        TaskCompletionSource published = new();
        await using var server = await KeyServerStub.StartAsync(async context =>
        {
            await published.Task;
            await KeyServerStub.Document(TestKey.Set(Key))(context);
        });
        await using var app = await KeyedApp.StartAsync(server);
        string token = Key.Mint();

        var requests = Enumerable.Range(0, 50).Select(_ => app.StatusAsync(token)).ToList();
        await app.Clock.TimersAsync(51, due => due == KeyServer.Limit);
        published.SetResult();

        (await Task.WhenAll(requests)).ShouldAllBe(status => status == HttpStatusCode.OK);
        server.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_the_fetch_to_the_others()
    {
        TestKey added = new("two");
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server);
        await app.StatusAsync(Key.Mint());
        TaskCompletionSource published = new();
        server.Answer = async context =>
        {
            await published.Task;
            await KeyServerStub.Document(TestKey.Set(Key, added))(context);
        };
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using CancellationTokenSource leaving = new();

        var first = app.UntilAsync(added.Mint(), leaving.Token);
        await server.AskedAsync(2);
        var second = app.StatusAsync(added.Mint());
        await app.Clock.TimersAsync(3, due => due == KeyServer.Limit);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        published.SetResult();

        (await second).ShouldBe(HttpStatusCode.OK);
        server.Asked.ShouldBe(2);
    }

    [Fact]
    [AbuseCase("T22")]
    public async Task Keys_of_one_provider_never_verify_tokens_of_another()
    {
        TestKey ofB = new("one");
        await using var a = await KeyServerStub.PublishingAsync(Key);
        await using var b = await KeyServerStub.PublishingAsync(ofB);
        await using var app = await KeyedApp.WithServersAsync(
            new() { Providers = ["a", "b"] }, new() { ["a.internal"] = a.Port, ["b.internal"] = b.Port });

        (await app.StatusAsync(Key.Mint("a"))).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(ofB.Mint("b"))).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Key.Mint("b"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await app.StatusAsync(ofB.Mint("a"))).ShouldBe(HttpStatusCode.Unauthorized);
        (a.Last, b.Last).ShouldBe(("GET keys.a.example:4443 /a/jwks?v=1", "GET keys.b.example:4443 /b/jwks?v=1"));
    }

    [Fact]
    public async Task A_second_reading_of_the_path_is_decided_with_the_same_keys_as_the_first()
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.StartAsync(server, new() { Jwt = "validationPolicy: ALLOW_MISSING_OR_FAILED" });
        await app.StatusAsync(Key.Mint());
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        (await app.AnswerAsync(new TestKey("unknown").Mint())).ShouldBe((HttpStatusCode.OK, "served"));
    }

    [Theory]
    [AbuseCase("T5")]
    [InlineData("jku")]
    [InlineData("x5u")]
    public async Task A_token_leads_to_no_server_of_its_own(string header)
    {
        TestKey own = new("own");
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var attacker = await KeyServerStub.PublishingAsync(own);
        await using var app = await KeyedApp.StartAsync(server);

        string token = own.Mint("a", $",\"{header}\":\"http://127.0.0.1:{attacker.Port}/\",\"jwk\":{own.Jwk}");
        await app.StatusAsync(Key.Mint());
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        (await app.StatusAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
        attacker.Connections.ShouldBe(0);
        app.Dialer.Dialed.ShouldAllBe(host => host == "a.internal:8443");
    }
}
