using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gloo.solo.io/v1 Upstream</c>.</summary>
internal sealed record Upstream(Metadata Metadata, StaticUpstream? Static, KubeUpstream? Kube, Text? Sni, bool HasSslConfig, SourcePosition Position)
    : Resource(Metadata)
{
    private static readonly string[] Lookups = ["awsEc2", "consul", "pipe"];

    /// <summary>Whether it is of a type that is not supported, which the reader has reported.</summary>
    public bool IsUnsupported { get; init; }

    /// <summary>The field that has the cluster look up its address.</summary>
    public Text? Lookup { get; init; }

    public static Upstream Read(Metadata metadata, ObjectReader o)
    {
        // How connections are made and counted, not who may pass. There is no Istio here whose TLS could be disabled.
        o.Ignored(
            FieldShape.Object,
            "namespacedStatuses", "discoveryMetadata", "circuitBreakers", "connectionConfig", "loadBalancerConfig", "outlierDetection", "preconnectPolicy");
        o.Ignored(FieldShape.Objects, "healthChecks");
        o.Ignored(
            FieldShape.Boolean,
            "disableIstioAutoMtls", "ignoreHealthOnHostRemoval", "overrideStreamErrorOnInvalidHttpMessage", "respectDnsTtl", "useHttp2");
        o.Ignored(FieldShape.UInt32, "initialConnectionWindowSize", "initialStreamWindowSize", "maxConcurrentStreams");
        o.Ignored(FieldShape.Duration, "dnsRefreshRate");
        o.Ignored(FieldShape.Enum, "protocolSelection");
        o.Unsupported("failover", "httpConnectHeaders", "httpConnectSslConfig", "httpProxyHostname", "proxyProtocolVersion");
        bool unsupported = o.Unsupported("ai", "aws", "azure", "gcp");

        // Only an address from the options can stand for what the cluster finds.
        o.Ignored(FieldShape.Object, "awsEc2", "consul", "pipe");
        string? lookup = Lookups.FirstOrDefault(o.Has);
        var ssl = o.Object("sslConfig", ReadSsl);
        return new(metadata, o.Object("static", StaticUpstream.Read), o.Object("kube", KubeUpstream.Read), ssl?.Sni, ssl is not null, o.Position)
        {
            IsUnsupported = unsupported,
            Lookup = lookup is null ? null : new Text(lookup, o.PositionOf(lookup)),
        };
    }

    private static SslConfig ReadSsl(ObjectReader o)
    {
        o.Unsupported(
            "allowRenegotiation", "alpnProtocols", "oneWayTls", "parameters", "sds", "secretRef", "sslFiles", "verifySubjectAltName");
        return new(o.String("sni"));
    }

    private sealed record SslConfig(Text? Sni);
}
