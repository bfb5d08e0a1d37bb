using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>gloo.solo.io/v1 Upstream</c>.</summary>
internal sealed record Upstream(Metadata Metadata, StaticUpstream? Static, KubeUpstream? Kube, UpstreamSslConfig? Ssl, SourcePosition Position)
    : Resource(Metadata)
{
    /// <summary>The provider that it names in place of an address; null without.</summary>
    public AiUpstream? Ai { get; init; }

    /// <summary>What it asks for and nothing here can do: nothing can be sent to it by what it says.</summary>
    public IReadOnlyList<Text> Obstacles { get; init; } = [];

    /// <summary>One without a <c>spec</c>, which has no address.</summary>
    public static Upstream Empty(Metadata metadata, SourcePosition position) => new(metadata, null, null, null, position);

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
        o.LeftOut(FieldShape.Object, "failover", "no other host is tried while its own do not answer");
        var ssl = o.Object("sslConfig", UpstreamSslConfig.Read);

        // What a cluster finds or a cloud runs, and ways there that nothing here goes.
        var obstacles = o.Obstacles("aws", "awsEc2", "azure", "consul", "gcp", "httpConnectHeaders", "httpConnectSslConfig", "httpProxyHostname", "pipe", "proxyProtocolVersion");
        return new(metadata, o.Object("static", StaticUpstream.Read), o.Object("kube", KubeUpstream.Read), ssl, o.Position)
        {
            Ai = o.Object("ai", AiUpstream.Read),
            Obstacles = [.. obstacles.Concat(ssl?.Obstacles ?? []).OrderBy(o => o.Position.Line).ThenBy(o => o.Position.Column)],
        };
    }
}

/// <summary><c>sslConfig</c> of an Upstream: TLS, and with which name.</summary>
internal sealed record UpstreamSslConfig(Text? Sni, IReadOnlyList<Text> Obstacles)
{
    public static UpstreamSslConfig Read(ObjectReader o)
    {
        // Certificates are always verified here, so that nothing is left to loosen.
        o.Ignored(FieldShape.Boolean, "allowRenegotiation", "oneWayTls");
        o.Ignored(FieldShape.Strings, "alpnProtocols");
        return new(o.String("sni"), o.Obstacles("parameters", "sds", "secretRef", "sslFiles", "verifySubjectAltName"));
    }
}

/// <summary><c>kube</c> of an Upstream: a Kubernetes Service, reached by its cluster DNS name.</summary>
internal sealed record KubeUpstream(Text ServiceName, Text? ServiceNamespace, uint ServicePort, SourcePosition Position)
{
    /// <summary>How its hosts are told apart by labels; null where they are not.</summary>
    public SubsetSpec? Subsets { get; init; }

    public static KubeUpstream Read(ObjectReader o)
    {
        // Which pods stand behind the Service is the cluster's business.
        o.Ignored(FieldShape.StringMap, "selector");
        o.Ignored(FieldShape.Object, "serviceSpec");
        ServiceSpec.Check(o);
        return new(o.Required("serviceName"), o.String("serviceNamespace"), o.UInt32("servicePort") ?? 0, o.Position)
        {
            Subsets = o.Object("subsetSpec", SubsetSpec.Read),
        };
    }
}

/// <summary><c>subsetSpec</c>: by which labels a destination may pick some of the hosts, and who is sent to where no host has them.</summary>
internal sealed record SubsetSpec(IReadOnlyList<IReadOnlyList<Text>> Selectors, SubsetFallback Fallback)
{
    private static readonly Dictionary<string, SubsetFallback> Fallbacks = new()
    {
        ["ANY_ENDPOINT"] = SubsetFallback.AnyEndpoint,
        ["DEFAULT_SUBSET"] = SubsetFallback.DefaultSubset,
        ["NO_FALLBACK"] = SubsetFallback.None,
    };

    public static SubsetSpec Read(ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "defaultSubset");
        return new(o.List("selectors", ReadKeys), o.Enum("fallbackPolicy", Fallbacks) ?? SubsetFallback.AnyEndpoint);
    }

    /// <summary>Whether a destination's labels are those of one of the selectors.</summary>
    public bool Has(Subset subset)
    {
        var names = subset.Values.Select(v => v.Name.Value).ToHashSet();
        return Selectors.Any(keys => keys.Count == names.Count && keys.All(key => names.Contains(key.Value)));
    }

    private static IReadOnlyList<Text> ReadKeys(ObjectReader o)
    {
        o.Ignored(FieldShape.Boolean, "singleHostPerSubset");
        return o.Strings("keys");
    }
}

/// <summary><c>subsetSpec.fallbackPolicy</c>.</summary>
internal enum SubsetFallback
{
    /// <summary>Any host.</summary>
    AnyEndpoint,

    /// <summary>A host with the labels of <c>defaultSubset</c>.</summary>
    DefaultSubset,

    /// <summary>None: 503.</summary>
    None,
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
internal sealed record StaticHost(Text? Addr, uint Port, Text? SniAddr, SourcePosition Position)
{
    public static StaticHost Read(ObjectReader o)
    {
        o.Ignored(FieldShape.Object, "healthCheckConfig", "metadata");
        o.LeftOut(FieldShape.UInt32, "loadBalancingWeight", "each host gets as much as any other");
        return new(o.String("addr"), o.UInt32("port") ?? 0, o.String("sniAddr"), o.Position);
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
