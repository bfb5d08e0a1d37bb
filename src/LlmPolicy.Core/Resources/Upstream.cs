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

/// <summary><c>kube</c> of an Upstream: a Kubernetes Service, reached by its cluster DNS name.</summary>
internal sealed record KubeUpstream(Text ServiceName, Text? ServiceNamespace, uint ServicePort, SourcePosition Position)
{
    /// <summary>Whether its hosts are told apart by labels.</summary>
    public bool HasSubsets { get; init; }

    public static KubeUpstream Read(ObjectReader o)
    {
        // Which pods stand behind the Service is the cluster's business.
        o.Ignored(FieldShape.StringMap, "selector");
        o.Ignored(FieldShape.Object, "serviceSpec", "subsetSpec");
        ServiceSpec.Check(o);
        return new(o.Required("serviceName"), o.String("serviceNamespace"), o.UInt32("servicePort") ?? 0, o.Position) { HasSubsets = o.Has("subsetSpec") };
    }
}

/// <summary><c>static</c>: hosts by name or address.</summary>
internal sealed record StaticUpstream(IReadOnlyList<StaticHost> Hosts, bool? UseTls, bool AutoSniRewrite, SourcePosition Position)
{
    public static StaticUpstream Read(ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "serviceSpec");
        ServiceSpec.Check(o);
        return new(o.List("hosts", StaticHost.Read), o.Boolean("useTls"), o.Boolean("autoSniRewrite") ?? true, o.Position);
    }
}

/// <summary><c>static.hosts[]</c>.</summary>
internal sealed record StaticHost(Text Addr, uint Port, Text? SniAddr, SourcePosition Position)
{
    public static StaticHost Read(ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "healthCheckConfig", "metadata");
        o.Unsupported("loadBalancingWeight");
        return new(o.Required("addr"), o.UInt32("port") ?? 0, o.String("sniAddr"), o.Position);
    }
}

/// <summary><c>serviceSpec</c> of an Upstream: what functions it has, which has no part in the policy. Gloo takes its bytes only as base64.</summary>
internal static class ServiceSpec
{
    private static readonly (string Message, string Field)[] Bytes = [("grpc", "descriptors"), ("grpcJsonTranscoder", "protoDescriptorBin")];

    public static void Check(ObjectReader o)
    {
        foreach (var (message, field) in Bytes)
        {
            if (Child(Child(o.Node("serviceSpec"), message), field) is ScalarNode { IsNull: false } bytes && !Convert.TryFromBase64String(bytes.Text, new byte[bytes.Text.Length], out _))
            {
                o.Invalid(bytes.Position, $"'{field}' has to be base64.");
            }
        }
    }

    private static ManifestNode? Child(ManifestNode? node, string name) => (node as MapNode)?.Entries.FirstOrDefault(e => e.Key.Text == name).Value;
}
