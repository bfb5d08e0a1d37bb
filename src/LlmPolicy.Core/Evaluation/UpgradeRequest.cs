using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>A request to go on in another protocol (RFC 9110, 7.8). WebSockets alone can be, where the route takes them.</summary>
internal static class UpgradeRequest
{
    public static Refusal? Check(Exchange exchange, RoutePolicy route) =>
        Protocol(exchange) is not { } protocol || (route.WebSockets && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase))
            ? null
            : new Refusal(ReasonCodes.Upgrade, 403, "", route.Info.Position);

    private static string? Protocol(Exchange exchange)
    {
        // An offer to speak HTTP/2 is passed over by Envoy, not answered.
        string? protocol = exchange.Headers.First("upgrade");
        return protocol is null || protocol.Equals("h2c", StringComparison.OrdinalIgnoreCase) || !AsksForUpgrade(exchange) ? null : protocol;
    }

    private static bool AsksForUpgrade(Exchange exchange) => (exchange.Headers.First("connection") ?? "")
        .Split(',').Any(token => token.Trim().Equals("upgrade", StringComparison.OrdinalIgnoreCase));
}
