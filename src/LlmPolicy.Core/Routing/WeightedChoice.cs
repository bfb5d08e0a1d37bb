namespace LlmPolicy.Routing;

/// <summary>Destinations and their weights; the request's draw picks one.</summary>
internal sealed class WeightedChoice(IReadOnlyList<(ForwardDestination Destination, long Weight)> destinations)
{
    private readonly long _total = destinations.Sum(d => d.Weight);

    public IEnumerable<ForwardDestination> All => destinations.Select(d => d.Destination);

    public ForwardDestination Pick(double draw)
    {
        double point = draw * _total;
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
