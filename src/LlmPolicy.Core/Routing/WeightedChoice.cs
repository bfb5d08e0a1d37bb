using LlmPolicy.Exchanges;

namespace LlmPolicy.Routing;

/// <summary>Destinations and their weights; the request's draw picks one.</summary>
internal sealed class WeightedChoice((ForwardDestination Destination, long Weight)[] destinations) : IDestinationChoice
{
    private readonly long _total = destinations.Sum(d => d.Weight);

    public IEnumerable<ForwardDestination> All => destinations.Select(d => d.Destination);

    public IEnumerable<double> Draws
    {
        get
        {
            long before = 0;
            foreach (var (_, weight) in destinations)
            {
                if (weight > 0)
                {
                    yield return (double)before / _total;
                    yield return (before + weight / 2.0) / _total;
                }

                before += weight;
            }
        }
    }

    public ForwardDestination Pick(Exchange exchange)
    {
        double point = exchange.Draw * _total;
        foreach (var (destination, weight) in destinations)
        {
            if (point < weight)
            {
                return destination;
            }

            point -= weight;
        }

        return destinations.Last(d => d.Weight > 0).Destination;
    }
}
