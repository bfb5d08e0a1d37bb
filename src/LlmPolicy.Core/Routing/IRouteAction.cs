using LlmPolicy.Exchanges;
using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary>What a route does with a request that may pass.</summary>
internal interface IRouteAction
{
    /// <summary>Whether this is the way upstream: only then a strictness rule may object.</summary>
    bool Forwards { get; }

    /// <summary>The levels of response headers that a refusal on this route carries, most specific first; none where the route answers by itself.</summary>
    HeaderLevel[] RefusalLevels(Exchange exchange, HeaderLevels levels) => [];

    /// <summary>Path and query as they are sent; null where nothing is, or where to find them is more work than a request may make.</summary>
    string? OutgoingTarget(Exchange exchange, RouteMatcher matcher) => null;

    ActionResult Apply(Exchange exchange, HeaderLevels levels, RouteMatcher matcher);
}
