using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gloo.solo.io/v1 Upstream</c>.</summary>
internal sealed record Upstream(Metadata Metadata, StaticUpstream? Static, KubeUpstream? Kube, Text? Sni, bool HasSslConfig, SourcePosition Position)
    : Resource(Metadata)
{
    public static Upstream Read(Metadata metadata, ObjectReader o)
    {
        // How connections are made and counted, not who may pass.
        o.Ignored(
            "namespacedStatuses", "discoveryMetadata", "circuitBreakers", "connectionConfig", "dnsRefreshRate", "healthChecks",
            "ignoreHealthOnHostRemoval", "initialConnectionWindowSize", "initialStreamWindowSize", "loadBalancerConfig", "maxConcurrentStreams",
            "outlierDetection", "overrideStreamErrorOnInvalidHttpMessage", "preconnectPolicy", "protocolSelection", "respectDnsTtl", "useHttp2");
        o.Unsupported(
            "ai", "aws", "awsEc2", "azure", "consul", "gcp", "pipe", "failover", "httpConnectHeaders", "httpConnectSslConfig",
            "httpProxyHostname", "proxyProtocolVersion", "disableIstioAutoMtls");
        var ssl = o.Object("sslConfig", ReadSsl);
        return new(metadata, o.Object("static", StaticUpstream.Read), o.Object("kube", KubeUpstream.Read), ssl?.Sni, ssl is not null, o.Position);
    }

    private static SslConfig ReadSsl(ObjectReader o)
    {
        o.Unsupported(
            "allowRenegotiation", "alpnProtocols", "oneWayTls", "parameters", "sds", "secretRef", "sslFiles", "verifySubjectAltName");
        return new(o.String("sni"));
    }

    private sealed record SslConfig(Text? Sni);
}
