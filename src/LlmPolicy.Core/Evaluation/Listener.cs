using LlmPolicy.Exchanges;
using LlmPolicy.Jwt;

namespace LlmPolicy.Evaluation;

/// <summary>What answers on one port, as Gloo makes an Envoy listener of it: virtual hosts by domain, and the claim headers of them all.</summary>
internal sealed class Listener
{
    private readonly DomainTable _domains;
    private readonly ClaimHeaderNames[] _claimHeaders;

    public Listener(DomainTable domains)
    {
        _domains = domains;
        _claimHeaders = [.. Enumerable.Range(0, JwtStages.Count).Select(stage =>
            new ClaimHeaderNames(domains.Hosts.SelectMany(h => h.Requirements(stage))))];
    }

    /// <summary>Every host, once.</summary>
    public IEnumerable<VirtualHostPolicy> Hosts => _domains.Hosts;

    /// <summary>The headers that are made of claims in a phase; null where none can be.</summary>
    public ClaimHeaderNames? ClaimHeaders(StepPhase phase) => phase switch
    {
        StepPhase.TokensBeforeExtAuth => _claimHeaders[0],
        StepPhase.TokensAfterExtAuth => _claimHeaders[1],
        _ => null,
    };

    public VirtualHostPolicy? Find(string authority) => _domains.Find(authority);
}
