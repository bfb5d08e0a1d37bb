namespace LlmPolicy.Tool.Graph;

/// <summary>A way of a route to an Upstream.</summary>
/// <param name="Target">Where it leads.</param>
/// <param name="Keys">The names of the secrets that are put on.</param>
internal sealed record GraphWay(GraphTarget Target, IReadOnlyList<string> Keys);
