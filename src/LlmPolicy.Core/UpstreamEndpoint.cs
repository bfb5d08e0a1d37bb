namespace LlmPolicy;

/// <summary>One host of an <see cref="UpstreamAddress"/> (<c>static.hosts[]</c>).</summary>
public sealed record UpstreamEndpoint
{
    /// <summary>A DNS name or an IP address, without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>The name for TLS (<c>sslConfig.sni</c>, <c>sniAddr</c>, <c>addr</c>); null without TLS.</summary>
    public string? Sni { get; init; }

    /// <summary>The <c>Host</c> that <c>autoHostRewrite</c> sends. Default: <see cref="Host"/>.</summary>
    public string Authority { get => field ?? Host; init; }
}
