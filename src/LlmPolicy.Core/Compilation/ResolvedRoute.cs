using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>A route with an action of its own, after delegation: what it inherited is in it.</summary>
/// <param name="Route">The route.</param>
/// <param name="Namespace">The namespace of the resource that holds it, which names without one are looked up in.</param>
/// <param name="Trail">What it is called.</param>
internal sealed record ResolvedRoute(Route Route, string Namespace, RouteTrail Trail);
