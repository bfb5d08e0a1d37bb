using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary><c>directResponseAction</c>, compiled.</summary>
internal sealed class DirectResponse(int statusCode, string body, SourcePosition position) : IRouteAction
{
    public bool Forwards => false;

    /// <summary>Whether it refuses, rather than answers.</summary>
    public bool Refuses => statusCode >= 400;

    public ActionResult Apply(Exchange exchange, RouteMatch match)
    {
        HeaderField[] headers = body.Length > 0 ? [new("content-type", "text/plain")] : [];
        var response = new PolicyResponse(statusCode, body, match.Route.Levels.Respond(exchange, statusCode, headers));
        return new ActionResult(ReasonCodes.DirectResponse, position, response, null);
    }

    public override string ToString() => $"respond {statusCode}";
}
