using System.Net;
using LlmPolicy.IdentityModel.Tests.Support;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LlmPolicy.IdentityModel.Tests;

/// <summary>Keys of a configuration that the app keeps for the policy alone.</summary>
public sealed class ConfigurationTests
{
    private static readonly SigningPair Former = SigningPair.Rsa("former");
    private static readonly SigningPair Added = SigningPair.Rsa("added");

    [Fact]
    public async Task A_new_key_is_taken_the_first_time_it_is_seen_though_the_configuration_refreshes_behind_its_callers_back()
    {
        await using var server = await OpenIdServer.StartAsync(Former);
        await using var app = await StartAsync(server.Configuration());
        (await app.StatusAsync(Former.Mint())).ShouldBe(HttpStatusCode.OK);
        server.Publish(Added);

        (await app.StatusAsync(Added.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Former.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Where_the_issuer_can_not_be_reached_tokens_are_refused()
    {
        await using var server = await OpenIdServer.StartAsync(Former);
        server.Instead = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using var app = await StartAsync(server.Configuration());

        (await app.AnswerAsync(Former.Mint())).ShouldBe((HttpStatusCode.Unauthorized, "Jwks remote fetch is failed"));
    }

    [Fact]
    public async Task SigningKeys_count_where_a_configuration_was_made_by_hand()
    {
        OpenIdConnectConfiguration made = new() { SigningKeys = { Former.Key } };
        await using var app = await StartAsync(new StaticConfigurationManager<OpenIdConnectConfiguration>(made));

        (await app.StatusAsync(Former.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Added.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SigningKeys_that_were_added_to_published_ones_do_not_count()
    {
        OpenIdConnectConfiguration published = new() { JsonWebKeySet = new JsonWebKeySet($$"""{"keys":[{{Former.Jwk}}]}"""), SigningKeys = { Added.Key } };
        await using var app = await StartAsync(new StaticConfigurationManager<OpenIdConnectConfiguration>(published));

        (await app.StatusAsync(Former.Mint())).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Added.Mint())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Task<PolicyApp> StartAsync(IConfigurationManager<OpenIdConnectConfiguration> configuration) =>
        PolicyApp.StartAsync(policy => policy.AddOpenIdConnectKeys("login", configuration));
}
