using LlmPolicy.Exchanges;
using LlmPolicy.ExtAuth;

namespace LlmPolicy.Routing;

/// <summary>Asks what the destination asks that the request's draw picks, where weighted destinations have an <c>extauth</c> of their own.</summary>
/// <param name="ofRoute">What the route asks; null for nothing.</param>
/// <param name="destinations">The destinations.</param>
internal sealed class DestinationAuthStep(AuthStep? ofRoute, IDestinationChoice destinations) : IPolicyStep
{
    /// <summary>Of each destination what it asks; null for nothing.</summary>
    public IReadOnlyList<AuthStep?> Steps => [.. destinations.All.Select(StepOf)];

    public StepResult Check(Exchange exchange) => StepOf(destinations.Pick(exchange))?.Check(exchange) ?? StepResult.Pass;

    private AuthStep? StepOf(ForwardDestination? destination) => destination?.Auth is { } own ? own.Step : ofRoute;
}
