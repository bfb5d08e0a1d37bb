namespace LlmPolicy.Analysis;

/// <summary>Routes in a message.</summary>
internal static class Named
{
    /// <summary>The first one, and how many more there are.</summary>
    public static string Routes(IReadOnlyList<RouteInfo> routes) =>
        routes.Count == 1 ? $"the route {routes[0]}" : $"the route {routes[0]} and {routes.Count - 1} more";
}
