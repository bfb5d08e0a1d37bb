using LlmPolicy.Jwt;

namespace LlmPolicy.Routing;

/// <summary>What answers on one port, as Gloo makes an Envoy listener of it: virtual hosts by domain, and the claim headers of them all.</summary>
internal sealed class Listener
{
    private readonly DomainTable _domains;

    public Listener(DomainTable domains)
    {
        _domains = domains;
        ClaimHeaders = [.. Enumerable.Range(0, JwtStages.Count).Select(stage =>
            new ClaimHeaderNames(domains.Hosts.SelectMany(h => h.Requirements(stage))))];
    }

    /// <summary>Every host, once.</summary>
    public IEnumerable<VirtualHostPolicy> Hosts => _domains.Hosts;

    /// <summary>The headers made of claims, by stage.</summary>
    public ClaimHeaderNames[] ClaimHeaders { get; }

    public VirtualHostPolicy? Find(string authority) => _domains.Find(authority);
}
