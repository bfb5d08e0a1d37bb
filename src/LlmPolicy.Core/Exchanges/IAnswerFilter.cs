using LlmPolicy.Http;

namespace LlmPolicy.Exchanges;

/// <summary>
/// What a step of the request does to the headers of its answer, whoever gives it: after the route's own response headers, the step that came last first, as Envoy's filters
/// are passed on the way back.
/// </summary>
internal interface IAnswerFilter
{
    void Apply(Exchange exchange, int statusCode, HeaderView answer);
}
