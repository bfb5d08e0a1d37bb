using LlmPolicy.Evaluation;
using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary>Header levels in Envoy's order: weighted destination, route, virtual host. What comes later wins.</summary>
internal sealed record HeaderLevels(
    string RouteName,
    HeaderLevel[] RequestLevels,
    HeaderLevel[] ResponseLevels)
{
    /// <summary>The headers of an answer of our own, with the levels of the response applied.</summary>
    public IReadOnlyList<HeaderField> Respond(Exchange exchange, int statusCode, IReadOnlyList<HeaderField> headers)
    {
        if (ResponseLevels.Length == 0)
        {
            return headers;
        }

        var plan = new ResponseHeaderPlan(ResponseLevels, new TemplateContext(exchange, RouteName));
        exchange.Trace?.Answer(plan.Evaluate(statusCode, headers));
        return plan.Apply(statusCode, headers);
    }

    public HeaderLevel[] Request(ForwardDestination destination) =>
        destination.RequestLevel is { } level ? [level, .. RequestLevels] : RequestLevels;

    public HeaderLevel[] Response(ForwardDestination destination) =>
        destination.ResponseLevel is { } level ? [level, .. ResponseLevels] : ResponseLevels;
}
