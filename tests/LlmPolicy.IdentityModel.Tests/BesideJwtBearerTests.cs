using System.Net;
using LlmPolicy.IdentityModel.Tests.Support;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace LlmPolicy.IdentityModel.Tests;

/// <summary>One configuration for JwtBearer and the policy: a token that the one takes the other takes.</summary>
public sealed class BesideJwtBearerTests
{
    private static readonly SigningPair Former = SigningPair.Rsa("former");
    private static readonly SigningPair Added = SigningPair.Rsa("added");

    [Theory]
    [InlineData("/policy", "/bearer")]
    [InlineData("/bearer", "/policy")]
    public async Task Both_take_a_token_and_the_issuer_is_asked_once(string first, string second)
    {
        await using var server = await OpenIdServer.StartAsync(Former);
        await using var app = await StartAsync(server);

        (await app.StatusAsync(Former.Mint(), first)).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(Former.Mint(), second)).ShouldBe(HttpStatusCode.OK);
        server.Count.ShouldBe((1, 1));
    }

    [Fact]
    public async Task Both_refuse_a_token_of_a_stranger()
    {
        await using var server = await OpenIdServer.StartAsync(Former);
        await using var app = await StartAsync(server);

        (await app.StatusAsync(Added.Mint(), "/policy")).ShouldBe(HttpStatusCode.Unauthorized);
        (await app.StatusAsync(Added.Mint(), "/bearer")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/policy", "/bearer")]
    [InlineData("/bearer", "/policy")]
    public async Task After_a_rotation_both_take_the_new_key_and_refuse_the_former(string first, string second)
    {
        await using var server = await OpenIdServer.StartAsync(Former);
        var shared = server.Configuration();
        shared.UseLastKnownGoodConfiguration = false;
        await using var app = await PolicyApp.StartAsync(policy => policy.AddOpenIdConnectKeys("login", shared), bearer: options =>
        {
            options.ConfigurationManager = shared;
            Validate(options);
        });
        string former = Former.Mint();
        (await app.StatusAsync(former, first)).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(former, second)).ShouldBe(HttpStatusCode.OK);

        server.Publish(Added);

        await app.TakenAsync(Added.Mint(), first);
        (await app.StatusAsync(Added.Mint(), second)).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(former, first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await app.StatusAsync(former, second)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_that_is_gone_is_refused_by_the_policy_while_JwtBearer_holds_on_to_its_last_known_good_configuration()
    {
        await using var server = await OpenIdServer.StartAsync(Former);
        await using var app = await StartAsync(server);
        string former = Former.Mint();
        (await app.StatusAsync(former, "/policy")).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(former, "/bearer")).ShouldBe(HttpStatusCode.OK);

        server.Publish(Added);

        (await app.StatusAsync(Added.Mint(), "/policy")).ShouldBe(HttpStatusCode.OK);
        (await app.StatusAsync(former, "/policy")).ShouldBe(HttpStatusCode.Unauthorized);
        (await app.StatusAsync(former, "/bearer")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_configuration_the_app_does_not_start()
    {
        (await Should.ThrowAsync<LlmPolicyException>(() => PolicyApp.StartAsync(policy => policy.AddOpenIdConnectKeys("login", Configuration))))
            .Message.ShouldBe("The configuration from which the provider 'login' would take its keys is not there.");
    }

    private static Task<PolicyApp> StartAsync(OpenIdServer server) => PolicyApp.StartAsync(policy => policy.AddOpenIdConnectKeys("login", Configuration), bearer: options =>
    {
        (options.Authority, options.RequireHttpsMetadata, options.RefreshInterval) = (server.Address, false, TimeSpan.FromSeconds(1));
        Validate(options);
    });

    private static IConfigurationManager<OpenIdConnectConfiguration>? Configuration(IServiceProvider services) =>
        services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager;

    private static void Validate(JwtBearerOptions options) =>
        (options.TokenValidationParameters.ValidIssuer, options.Audience) = (SigningPair.Issuer, SigningPair.Audience);
}
