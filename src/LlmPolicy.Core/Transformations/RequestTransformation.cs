using LlmPolicy.Exchanges;
using LlmPolicy.Routing;

namespace LlmPolicy.Transformations;

/// <summary>An entry of <c>requestTransforms</c>, compiled.</summary>
/// <param name="Matcher">Which requests it is for; null: all.</param>
/// <param name="Request">What it does to the request; null for nothing.</param>
/// <param name="Response">What it does to the answer, in the place of <c>responseTransforms</c>; null leaves it to them.</param>
/// <param name="ClearsRoute">Whether another route may match then.</param>
/// <param name="Body">What it asks of the request's body; null for nothing.</param>
/// <param name="Position">Its place.</param>
internal sealed record RequestTransformation(
    RouteMatcher? Matcher, HeaderTransformation? Request, HeaderTransformation? Response, bool ClearsRoute, BodyDemand? Body, SourcePosition Position);

/// <summary>An entry of <c>responseTransforms</c>, compiled: all conditions have to hold.</summary>
internal sealed record ResponseTransformation(HeaderCondition[] Conditions, HeaderTransformation Response);
