using LlmPolicy.Exchanges;
using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary>Header levels in Envoy's order: weighted destination, route, virtual host. What comes later wins.</summary>
/// <param name="RouteName">What Gloo calls the route, but for the matcher that fits.</param>
/// <param name="RequestLevels">Those of the request.</param>
/// <param name="ResponseLevels">Those of the response.</param>
internal sealed record HeaderLevels(
    string RouteName,
    HeaderLevel[] RequestLevels,
    HeaderLevel[] ResponseLevels)
{
    /// <summary>The headers of an answer of our own, with some levels of the response and the answer's filters applied.</summary>
    public IReadOnlyList<HeaderField> Respond(Exchange exchange, AnswerFacts facts, HeaderLevel[] levels, IReadOnlyList<HeaderField> headers)
    {
        if (ResponseHeaderPlan.Of(levels, new TemplateContext(exchange, RouteName)) is not { } plan)
        {
            return headers;
        }

        exchange.Findings?.Answer(plan.Evaluate(facts, headers));
        return plan.Apply(facts, headers);
    }

    public HeaderLevel[] Request(ForwardDestination destination) => (destination.RequestLevel, destination.Provider?.Headers) switch
    {
        (null, null) => RequestLevels,
        ({ } level, null) => [level, .. RequestLevels],
        (null, { } provider) => [.. RequestLevels, provider],
        ({ } level, { } provider) => [level, .. RequestLevels, provider],
    };

    /// <summary>Those of the response, by a destination if there is one.</summary>
    public HeaderLevel[] Response(ForwardDestination? destination) =>
        destination?.ResponseLevel is { } level ? [level, .. ResponseLevels] : ResponseLevels;
}
