namespace LlmPolicy.Routing;

/// <summary>Virtual hosts by scheme: one with <c>sslConfig</c> answers on TLS alone, one without on both.</summary>
/// <param name="Plain">For requests without TLS.</param>
/// <param name="Tls">For requests over TLS.</param>
internal sealed record HostTables(DomainTable Plain, DomainTable Tls)
{
    /// <summary>Every host, once.</summary>
    public IEnumerable<VirtualHostPolicy> All => Plain.Hosts.Union(Tls.Hosts);

    public VirtualHostPolicy? Find(string scheme, string authority) =>
        (scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? Tls : Plain).Find(authority);
}
