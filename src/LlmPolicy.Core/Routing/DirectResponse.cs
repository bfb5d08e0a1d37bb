using LlmPolicy.Exchanges;
using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary><c>directResponseAction</c>, compiled.</summary>
internal sealed class DirectResponse(int statusCode, string body, SourcePosition position) : IRouteAction
{
    public bool Forwards => false;

    /// <summary>Whether it refuses, rather than answers.</summary>
    public bool Refuses => statusCode >= 400;

    public ActionResult Apply(Exchange exchange, HeaderLevels levels, RouteMatcher matcher)
    {
        // As Envoy does for every status that may come with one (RFC 9110, 10.2.2).
        HeaderField[] location = statusCode is 201 or >= 300 and < 400 ? [new("location", $"{exchange.Scheme}://{exchange.Target.Authority}{exchange.Target.PathAndQuery}")] : [];
        var headers = levels.Respond(exchange, AnswerFacts.Direct(statusCode), levels.ResponseLevels, location);
        var response = PolicyResponse.Text(statusCode, body, headers);
        return new ActionResult(ReasonCodes.DirectResponse, position, response);
    }

    public override string ToString() => $"respond {statusCode}";
}
