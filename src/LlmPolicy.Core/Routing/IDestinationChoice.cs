using LlmPolicy.Exchanges;

namespace LlmPolicy.Routing;

/// <summary>How a route comes to one of its destinations.</summary>
internal interface IDestinationChoice
{
    IEnumerable<ForwardDestination> All { get; }

    /// <summary>For each destination that a draw can pick, a draw that picks it.</summary>
    IEnumerable<double> Draws { get; }

    /// <summary>The destination of a request; null where it names none.</summary>
    ForwardDestination? Pick(Exchange exchange);
}
