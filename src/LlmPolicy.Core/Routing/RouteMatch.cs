namespace LlmPolicy.Routing;

/// <summary>A route and the one of its matchers that fitted: a rewrite replaces what the matcher matched.</summary>
internal readonly record struct RouteMatch(RoutePolicy Route, RouteMatcher Matcher);
