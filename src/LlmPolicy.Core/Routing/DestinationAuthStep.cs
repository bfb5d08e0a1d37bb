using LlmPolicy.Exchanges;
using LlmPolicy.ExtAuth;

namespace LlmPolicy.Routing;

/// <summary>Asks what the destination asks that the request's draw picks, where weighted destinations have an <c>extauth</c> of their own.</summary>
/// <param name="ofRoute">What the route asks; null for nothing.</param>
/// <param name="destinations">The destinations.</param>
internal sealed class DestinationAuthStep(AuthStep? ofRoute, IDestinationChoice destinations) : IPolicyStep
{
    /// <summary>What is shown to one destination is none of another's business.</summary>
    private readonly ShownCredentials _credentials = new(destinations.All.Select(destination => StepOf(destination, ofRoute)).OfType<AuthStep>().SelectMany(step => step.Credentials.Removals));

    /// <summary>Of each destination what it asks; null for nothing.</summary>
    public IReadOnlyList<AuthStep?> Steps => [.. destinations.All.Select(destination => StepOf(destination, ofRoute))];

    public StepResult Check(Exchange exchange)
    {
        var result = StepOf(destinations.Pick(exchange), ofRoute)?.Check(exchange) ?? StepResult.Pass;
        if (result.Passes)
        {
            _credentials.Hide(exchange);
        }

        return result;
    }

    private static AuthStep? StepOf(ForwardDestination? destination, AuthStep? ofRoute) => destination?.Auth is { } own ? own.Step : ofRoute;
}
