namespace LlmPolicy.Tool.Graph;

/// <summary>An Upstream and its addresses, or a route's own action.</summary>
internal sealed record GraphTarget(string Name, IReadOnlyList<string> Addresses);
