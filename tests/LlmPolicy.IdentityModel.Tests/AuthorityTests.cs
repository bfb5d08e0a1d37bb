using System.Net;
using LlmPolicy.IdentityModel.Tests.Support;

namespace LlmPolicy.IdentityModel.Tests;

/// <summary>Keys found by OpenID Connect Discovery.</summary>
public sealed class AuthorityTests
{
    private static readonly SigningPair Key = SigningPair.Rsa("one");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_keys_that_discovery_leads_to_count()
    {
        await using var server = await OpenIdServer.StartAsync(Key);
        await using var app = await StartAsync(server.Address, new TestClock());

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(SigningPair.Rsa("one").Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_slash_at_its_end_changes_nothing()
    {
        await using var server = await OpenIdServer.StartAsync(Key);
        await using var app = await StartAsync(server.Address + "/", new TestClock());

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_a_rotation_the_new_key_is_taken_the_first_time_and_the_former_refused()
    {
        SigningPair added = SigningPair.Rsa("two");
        TestClock clock = new();
        await using var server = await OpenIdServer.StartAsync(Key);
        await using var app = await StartAsync(server.Address, clock);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Publish(added);
        clock.Advance(Second);

        (await app.StatusAsync(added.Mint())).ShouldBe(HttpStatusCode.OK);
        clock.Advance(Second);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        server.Count.ShouldBe((3, 3));
    }

    [Fact]
    public async Task A_key_that_is_gone_is_refused_when_cacheDuration_is_over()
    {
        TestClock clock = new();
        await using var server = await OpenIdServer.StartAsync(Key);
        await using var app = await StartAsync(server.Address, clock);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Publish(SigningPair.Rsa("two"));

        await clock.PassAsync(due => due == PolicyApp.Refresh);
        await app.Logs.Seen("KeysFetched", 2);

        clock.Advance(Second);
        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_alg_of_a_key_binds_it()
    {
        await using var server = await OpenIdServer.StartAsync(Key);
        await using var app = await StartAsync(server.Address, new TestClock());

        (await app.StatusAsync(Key.Mint("RS256"))).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Key.Mint("RS512"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_of_a_kind_that_the_policy_does_not_know_are_left_out()
    {
        await using var server = await OpenIdServer.StartAsync();
        server.PublishText($$"""{"keys":[{"kty":"new","kid":"a"},{{Key.Jwk}},{"kty":"EC","crv":"secp256k1","x":"AQ","y":"AQ","kid":"b"}]}""");
        await using var app = await StartAsync(server.Address, new TestClock());

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.Logs.Seen("KeysFetched", 1)).Text.ShouldContain("1 key(s) fetched, 2 left out");
    }

    [Fact]
    public async Task While_discovery_fails_tokens_are_refused_and_then_they_are_not()
    {
        TestClock clock = new();
        await using var server = await OpenIdServer.StartAsync(Key);
        server.Instead = context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("canary-of-the-server");
        };
        await using var app = await StartAsync(server.Address, clock);
        (await app.AnswerAsync(Key.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));

        server.Instead = null;
        await clock.TimerAsync(due => due < 2 * Second);
        clock.Advance(2 * Second);

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        app.Logs.Named("KeysUnavailable").ShouldHaveSingleItem().Text.ShouldContain("keys can't be fetched: its source failed (IOException); its tokens are refused");
        app.Logs.Lines.ShouldNotContain(line => line.Text.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"issuer":"https://login.example"}""")]
    [InlineData("no json")]
    [InlineData("")]
    public async Task A_discovery_that_leads_to_no_keys_refuses_tokens(string discovery)
    {
        await using var server = await OpenIdServer.StartAsync(Key);
        server.Instead = context => context.Response.WriteAsync(discovery);
        await using var app = await StartAsync(server.Address, new TestClock());

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        server.Count.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await OpenIdServer.StartAsync(Key);
        await using var server = await OpenIdServer.StartAsync(Key);
        server.Instead = context =>
        {
            context.Response.Redirect($"{other.Address}/.well-known/openid-configuration");
            return Task.CompletedTask;
        };
        await using var app = await StartAsync(server.Address, new TestClock());

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
        other.Count.ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_document_of_more_than_a_mebibyte_is_not_read()
    {
        await using var server = await OpenIdServer.StartAsync();
        server.PublishText($$"""{"keys":[{{Key.Jwk}}]}""".PadRight((1024 * 1024) + 1));
        await using var app = await StartAsync(server.Address, new TestClock());

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Plain_http_is_refused_at_start_unless_the_host_is_one_of_PrivateKeyHosts()
    {
        (await Should.ThrowAsync<LlmPolicyException>(() => StartAsync("http://login.example/tenant", new TestClock()))).Message.ShouldBe(
            "Anyone between this host and login.example could replace the keys of provider 'login'. "
            + "Use https, or say that the host is in a network of yours: LlmPolicy:PrivateKeyHosts:0=login.example.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("login.example")]
    [InlineData("/tenant")]
    [InlineData("ftp://login.example")]
    [InlineData("https://user:password@login.example")]
    [InlineData("https://login.example?tenant=a")]
    [InlineData("https://login.example#a")]
    public void What_is_no_address_is_refused_where_it_is_written(string authority) => Should.Throw<ArgumentException>(() =>
        new ServiceCollection().AddLlmPolicy(_ => { }).AddOpenIdConnectKeys("login", authority)).Message.ShouldNotContain("password");

    private static Task<PolicyApp> StartAsync(string authority, TestClock clock) => PolicyApp.StartAsync(policy => policy.AddOpenIdConnectKeys("login", authority), clock);
}
