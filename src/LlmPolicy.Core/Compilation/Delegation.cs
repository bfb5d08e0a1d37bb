using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>A route that delegates, and the tables that it leads to.</summary>
/// <param name="Route">The route; what it inherited is in it.</param>
/// <param name="Tables">The tables, in the order in which they are tried.</param>
internal sealed record Delegation(Route Route, IReadOnlyList<RouteTable> Tables);
