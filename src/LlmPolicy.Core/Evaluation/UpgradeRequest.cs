using LlmPolicy.Http;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>A request to go on in another protocol (RFC 9110, 7.8). WebSockets alone can be, where the route takes them.</summary>
internal static class UpgradeRequest
{
    public static Refusal? Check(Exchange exchange, RoutePolicy route) =>
        Protocol(exchange.Request.Headers) is not { } protocol || (route.WebSockets && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase))
            ? null
            : new Refusal(ReasonCodes.Upgrade, 403, "", route.Info.Position);

    /// <summary>The protocol that is asked for; null for none. An offer to speak HTTP/2 is passed over by Envoy, not answered.</summary>
    public static string? Protocol(IReadOnlyList<HeaderField> headers) =>
        First(headers, "upgrade") is { } protocol && !protocol.Equals("h2c", StringComparison.OrdinalIgnoreCase) && AsksForUpgrade(First(headers, "connection") ?? "") ? protocol : null;

    private static bool AsksForUpgrade(string connection) => connection.Split(',').Any(token => token.Trim().Equals("upgrade", StringComparison.OrdinalIgnoreCase));

    private static string? First(IReadOnlyList<HeaderField> headers, string name)
    {
        var lines = new HeaderLines(headers, name);
        return lines.MoveNext() ? lines.Current : null;
    }
}
