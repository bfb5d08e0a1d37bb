using System.Net;
using LlmPolicy.AspNetCore.Tests.Support;

namespace LlmPolicy.AspNetCore.Tests.Keys;

/// <summary>A url without an Upstream: where it may lead.</summary>
public sealed class UrlTests
{
    private static readonly TestKey Key = new("one");

    [Theory]
    [AbuseCase("S3")]
    [InlineData("localhost", "localhost")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("2130706433", "127.0.0.1")]
    [InlineData("0x7f.1", "127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]", "::ffff:127.0.0.1")]
    public async Task This_machine_is_refused_never_connected_to_and_the_log_names_the_remedy(string host, string named)
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(TestKey.Set(Key)), TestCertificates.For("localhost"));
        await using var app = await KeyedApp.WithServersAsync(new() { Url = $"https://{host}:{server.Port}/jwks" }, []);

        (await app.AnswerAsync(Key.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));
        server.Connections.ShouldBe(0);
        app.Logs.Named("KeysUnavailable").ShouldHaveSingleItem().Text.ShouldContain($"LlmPolicy:PrivateKeyHosts:0={named}");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", "169.254.169.254")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data", "fd00:ec2::254")]
    public async Task Plain_http_does_not_load(string url, string named)
    {
        var problem = await Should.ThrowAsync<LlmPolicyException>(() => KeyedApp.WithServersAsync(new() { Url = url }, []));

        problem.Message.ShouldContain($"LlmPolicy:PrivateKeyHosts:0={named}");
    }

    [Theory]
    [AbuseCase("S3")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("https://[fd00:ec2::254]/")]
    public async Task A_clouds_metadata_is_refused(string url)
    {
        await using var app = await KeyedApp.WithServersAsync(new() { Url = url }, []);

        await app.StatusAsync(Key.Mint());

        app.Logs.Named("KeysUnavailable").ShouldHaveSingleItem().Text.ShouldContain("has an address in a private network");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost")]
    public async Task A_host_that_is_meant_is_fetched_from_over_plain_http_too(string named)
    {
        await using var server = await KeyServerStub.PublishingAsync(Key);
        await using var app = await KeyedApp.WithServersAsync(
            new() { Url = $"http://localhost:{server.Port}/jwks" }, [], new() { ["LlmPolicy:PrivateKeyHosts:0"] = named });

        (await app.StatusAsync(Key.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Last.ShouldBe($"GET localhost:{server.Port} /jwks");
        app.Dialer.Dialed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("other.example", HttpStatusCode.Unauthorized)]
    public async Task Over_https_the_certificate_has_to_be_good_for_the_urls_host(string certificate, HttpStatusCode status)
    {
        await using var server = await KeyServerStub.StartAsync(KeyServerStub.Document(TestKey.Set(Key)), TestCertificates.For(certificate));
        await using var app = await KeyedApp.WithServersAsync(
            new() { Url = $"https://localhost:{server.Port}/jwks" }, [], new() { ["LlmPolicy:PrivateKeyHosts:0"] = "localhost" });

        (await app.StatusAsync(Key.Mint())).ShouldBe(status);
    }
}
