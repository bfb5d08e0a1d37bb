namespace LlmPolicy.Tool.Graph;

/// <summary>An Upstream and its addresses.</summary>
internal sealed record GraphTarget(string Name, IReadOnlyList<string> Addresses);
