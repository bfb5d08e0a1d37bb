using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Evaluation;

/// <summary>Whether a request may go on in another protocol (<c>upgrades</c>): WebSockets alone can, where the route takes them.</summary>
internal sealed class UpgradeStep(bool webSockets, SourcePosition route) : IPolicyStep
{
    /// <summary>Whether a request may become a WebSocket.</summary>
    public bool WebSockets => webSockets;

    public StepResult Check(Exchange exchange) =>
        UpgradeRequest.Protocol(exchange.Request.Headers) is not { } protocol || (webSockets && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase)) ? StepResult.Pass
        // Its target is a path of its own (RFC 9298, 3), which leads to no Upstream.
        : protocol.Equals("connect-udp", StringComparison.OrdinalIgnoreCase) ? StepResult.Refuse(new Refusal(ReasonCodes.Upgrade, 404, "The path is incorrect for CONNECT-UDP", route))
        : StepResult.Refuse(new Refusal(ReasonCodes.Upgrade, 403, "", route));
}
