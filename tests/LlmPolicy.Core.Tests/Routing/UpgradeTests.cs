namespace LlmPolicy.Tests;

/// <summary>Requests to go on in another protocol.</summary>
public sealed class UpgradeTests
{
    [Theory]
    [InlineData("{}", "Upgrade", "websocket", true)]
    [InlineData("{}", "keep-alive, upgrade", "WebSocket", true)]
    [InlineData("upgrades: [{websocket: {}}]", "Upgrade", "websocket", true)]
    [InlineData("upgrades: [{websocket: {enabled: true}}]", "Upgrade", "websocket", true)]
    [InlineData("upgrades: [{websocket: {enabled: false}}]", "Upgrade", "websocket", false)]
    [InlineData("{}", "Upgrade", "spdy/3.1", false)]
    [InlineData("{}", "Upgrade", "websocket, foo", false)]
    [InlineData("upgrades: [{websocket: {enabled: false}}]", "close", "websocket", true)]
    [InlineData("{}", "Upgrade, HTTP2-Settings", "h2c", true)]
    public void A_route_takes_websockets_unless_it_says_otherwise_and_nothing_else(string options, string connection, string upgrade, bool taken)
    {
        var decision = Compiling.Policy(Manifest.Route(options)).Decide(Requests.Get("/", ("Connection", connection), ("Upgrade", upgrade)));

        if (taken)
        {
            decision.ShouldForward();
        }
        else
        {
            decision.ShouldRefuse(403, ReasonCodes.Upgrade).Body.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_tunnel_of_UDP_leads_nowhere()
    {
        Compiling.Policy(Manifest.Route("{}")).Decide(Requests.Get("/", ("Connection", "Upgrade"), ("Upgrade", "connect-udp")))
            .ShouldRefuse(404, ReasonCodes.Upgrade).Body.ShouldBe("The path is incorrect for CONNECT-UDP");
    }

    [Fact]
    public void An_upgrade_that_is_not_taken_is_refused_before_the_token_is_looked_at()
    {
        var policy = Compiling.Policy(Manifest.Route("upgrades: [{websocket: {enabled: false}}]", Manifest.Jwt(Keys.Rsa.PublicKey)));

        policy.Decide(Requests.Get("/", ("connection", "Upgrade"), ("upgrade", "websocket"))).ShouldRefuse(403, ReasonCodes.Upgrade);
        policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    [Fact]
    public void A_websocket_needs_a_token_as_any_request()
    {
        var policy = Compiling.Policy(Manifest.Route("{}", Manifest.Jwt(Keys.Rsa.PublicKey)));

        policy.Decide(Requests.Get("/", ("connection", "Upgrade"), ("upgrade", "websocket"))).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }
}
