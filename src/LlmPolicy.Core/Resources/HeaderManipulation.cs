using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>headerManipulation</c> of a host, a route or a weighted destination.</summary>
internal sealed record HeaderManipulation(
    IReadOnlyList<HeaderToAdd> RequestHeadersToAdd,
    IReadOnlyList<Text> RequestHeadersToRemove,
    IReadOnlyList<HeaderToAdd> ResponseHeadersToAdd,
    IReadOnlyList<Text> ResponseHeadersToRemove)
{
    public static HeaderManipulation Read(ObjectReader o) => new(
        o.List("requestHeadersToAdd", HeaderToAdd.ReadRequest),
        o.Strings("requestHeadersToRemove"),
        o.List("responseHeadersToAdd", HeaderToAdd.ReadResponse),
        o.Strings("responseHeadersToRemove"));
}
