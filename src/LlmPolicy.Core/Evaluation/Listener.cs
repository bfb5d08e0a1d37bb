using LlmPolicy.Exchanges;
using LlmPolicy.ExtAuth;
using LlmPolicy.Jwt;

namespace LlmPolicy.Evaluation;

/// <summary>What answers on one port, as Gloo makes an Envoy listener of it: virtual hosts by domain, and the headers that they all own.</summary>
internal sealed class Listener
{
    private readonly DomainTable _domains;
    private readonly OwnedHeaders[] _claimHeaders;
    private readonly OwnedHeaders _userHeaders;
    private readonly bool[] _asks;

    public Listener(DomainTable domains)
    {
        _domains = domains;
        _claimHeaders = [.. Enumerable.Range(0, JwtStages.Count).Select(stage => new OwnedHeaders(ClaimHeadersOf(domains.Hosts.SelectMany(h => h.Requirements(stage)))))];
        _userHeaders = new OwnedHeaders(domains.Hosts.SelectMany(host => host.Routes).SelectMany(route => route.Steps.ExtAuth).OfType<AuthStep>().Distinct().SelectMany(step => step.OwnHeaders));
        _asks = [.. Enum.GetValues<StepPhase>().Select(phase => phase switch
        {
            StepPhase.TokensBeforeExtAuth => domains.Hosts.SelectMany(host => host.Requirements(0)).Any(),
            StepPhase.TokensAfterExtAuth => domains.Hosts.SelectMany(host => host.Requirements(1)).Any(),
            _ => domains.Hosts.SelectMany(host => host.Routes).Any(route => !route.Steps[phase].IsEmpty),
        })];
    }

    /// <summary>Every host, once.</summary>
    public IEnumerable<VirtualHostPolicy> Hosts => _domains.Hosts;

    /// <summary>The headers that are made in a phase of who the caller is; null where none can be.</summary>
    public OwnedHeaders? OwnHeaders(StepPhase phase) => phase switch
    {
        StepPhase.TokensBeforeExtAuth => _claimHeaders[0],
        StepPhase.ExtAuth => _userHeaders,
        StepPhase.TokensAfterExtAuth => _claimHeaders[1],
        _ => null,
    };

    /// <summary>Whether some route asks anything in a phase. Envoy has a filter only then, and looks for another route no sooner than the next filter that there is.</summary>
    public bool Asks(StepPhase phase) => _asks[(int)phase];

    public VirtualHostPolicy? Find(string authority) => _domains.Find(authority);

    private static IEnumerable<HeaderChange> ClaimHeadersOf(IEnumerable<JwtRequirement> requirements) => requirements
        .SelectMany(requirement => requirement.Providers).SelectMany(provider => provider.ClaimHeaders)
        .Where(header => !header.Appends).Select(header => HeaderChange.Remove(header.Name, header.Origin));
}
