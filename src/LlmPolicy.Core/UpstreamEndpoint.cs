namespace LlmPolicy;

/// <summary>One host of an <see cref="UpstreamAddress"/> (<c>static.hosts[]</c>).</summary>
/// <param name="Host">A DNS name or an IP address, without brackets.</param>
/// <param name="Port">The port.</param>
/// <param name="Sni">The name for TLS (<c>sslConfig.sni</c>, <c>sniAddr</c>, <c>addr</c>); null without TLS.</param>
public sealed record UpstreamEndpoint(string Host, int Port, string? Sni)
{
    /// <summary>The <c>Host</c> that <c>autoHostRewrite</c> sends. Default: <see cref="Host"/>.</summary>
    public string Authority { get; init; } = Host;
}
