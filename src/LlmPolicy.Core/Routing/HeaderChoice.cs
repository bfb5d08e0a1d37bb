using LlmPolicy.Exchanges;

namespace LlmPolicy.Routing;

/// <summary><c>clusterHeader</c>: a header of the request names the Upstream, as Envoy calls it: <c>NAME_NAMESPACE</c>.</summary>
internal sealed class HeaderChoice(string header, IEnumerable<ForwardDestination> destinations) : IDestinationChoice
{
    // Names may have underscores of their own, and so two of them may be the same to Envoy.
    private readonly Dictionary<string, ForwardDestination> _byCluster =
        destinations.DistinctBy(Cluster).ToDictionary(Cluster, StringComparer.Ordinal);

    public string Header => header;

    public IEnumerable<ForwardDestination> All => _byCluster.Values;

    public IEnumerable<double> Draws => [];

    public ForwardDestination? Pick(Exchange exchange) => exchange.Header(header) is { } cluster ? _byCluster.GetValueOrDefault(cluster) : null;

    private static string Cluster(ForwardDestination destination) => ForwardDestination.ClusterOf(destination.Upstream);
}
