using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Evaluation;

/// <summary>Whether a request may go on in another protocol (<c>upgrades</c>): WebSockets alone can, where the route takes them.</summary>
internal sealed class UpgradeStep(bool webSockets, SourcePosition route) : IPolicyStep
{
    /// <summary>Whether a request may become a WebSocket.</summary>
    public bool WebSockets => webSockets;

    public StepResult Check(Exchange exchange) =>
        UpgradeRequest.Protocol(exchange.Request.Headers) is not { } protocol || (webSockets && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase))
            ? StepResult.Pass
            : StepResult.Refuse(new Refusal(ReasonCodes.Upgrade, 403, "", route));
}
