namespace LlmPolicy.Evaluation;

/// <summary>Listeners by scheme: a virtual host with <c>sslConfig</c> answers on TLS alone, one without on both.</summary>
/// <param name="Plain">For requests without TLS.</param>
/// <param name="Tls">For requests over TLS.</param>
internal sealed record Listeners(Listener Plain, Listener Tls)
{
    /// <summary>Every host, once.</summary>
    public IEnumerable<VirtualHostPolicy> Hosts => Plain.Hosts.Union(Tls.Hosts);

    public Listener For(string scheme) => scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? Tls : Plain;
}
