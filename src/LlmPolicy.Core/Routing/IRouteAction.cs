using LlmPolicy.Evaluation;

namespace LlmPolicy.Routing;

/// <summary>What a route does with a request that may pass.</summary>
internal interface IRouteAction
{
    /// <summary>Whether this is the way upstream: only then a strictness rule may object.</summary>
    bool Forwards { get; }

    ActionResult Apply(Exchange exchange, RouteMatch match);
}
