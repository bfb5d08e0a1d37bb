using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace LlmPolicy.Gateway;

/// <summary>An Upstream in YARP's terms.</summary>
internal static class UpstreamCluster
{
    private const string SniPrefix = "LlmPolicy.Sni:";

    /// <summary>What timers can wait for.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMilliseconds(int.MaxValue);

    private static readonly HttpClientConfig LatinHeaders = new() { RequestHeaderEncoding = "iso-8859-1", ResponseHeaderEncoding = "iso-8859-1" };

    private static readonly ForwarderRequestConfig AsEnvoy = new()
    {
        // Envoy speaks HTTP/1.1 to an upstream unless told otherwise, and ends a stream that is idle for 5 minutes.
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>A cluster whose id tells its content, so that a request of an old generation can't reach a new address.</summary>
    public static ClusterConfig Create(UpstreamAddress upstream) => new()
    {
        ClusterId = $"llmpolicy:{upstream.Name}#{ContentHash(upstream)}",
        LoadBalancingPolicy = LoadBalancingPolicies.RoundRobin,
        Destinations = upstream.Endpoints.Select(ToDestination).ToDictionary(),
        HttpClient = LatinHeaders,
        HttpRequest = AsEnvoy,
        Metadata = upstream.Endpoints.Select(endpoint => ToSni(upstream, endpoint)).DistinctBy(entry => entry.Key).ToDictionary(),
    };

    /// <summary>The same cluster for a route with an <c>idleTimeout</c>; zero: no bound.</summary>
    public static ClusterConfig WithIdleTimeout(ClusterConfig cluster, TimeSpan idle) =>
        cluster with { HttpRequest = AsEnvoy with { ActivityTimeout = idle > TimeSpan.Zero && idle < LongestIdle ? idle : Timeout.InfiniteTimeSpan } };

    /// <summary>The name for TLS with a host of a cluster; null: plain text. False: the cluster is none of ours, or has no such host.</summary>
    public static bool TryGetSni(IReadOnlyDictionary<string, string>? metadata, string host, int port, out string? sni)
    {
        sni = null;
        if (metadata is null || !metadata.TryGetValue(SniKey(host, port), out string? name))
        {
            return false;
        }

        sni = name.Length == 0 ? null : name;
        return true;
    }

    /// <summary>Whether metadata are of a cluster made here.</summary>
    public static bool IsOurs(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is not null && metadata.Keys.Any(key => key.StartsWith(SniPrefix, StringComparison.Ordinal));

    /// <summary>The address and port that a destination stands for.</summary>
    public static string? AuthorityOf(DestinationState? destination) =>
        destination?.Model.Config.Address is { } address && new Uri(address) is { } uri ? $"{uri.Host}:{uri.Port}" : null;

    private static KeyValuePair<string, DestinationConfig> ToDestination(UpstreamEndpoint endpoint, int index) => new(
        index.ToString(CultureInfo.InvariantCulture),
        new DestinationConfig { Address = UpstreamHandler.AddressOf(endpoint), Host = UpstreamHandler.AuthorityOf(endpoint) });

    private static KeyValuePair<string, string> ToSni(UpstreamAddress upstream, UpstreamEndpoint endpoint)
    {
        Uri address = new(UpstreamHandler.AddressOf(endpoint));
        return new(SniKey(address.IdnHost, address.Port), UpstreamHandler.SniOf(upstream, endpoint) ?? "");
    }

    private static string SniKey(string host, int port) => $"{SniPrefix}{host}:{port}";

    private static string ContentHash(UpstreamAddress upstream)
    {
        StringBuilder content = new StringBuilder().Append(upstream.Name).Append('\n').Append(upstream.Tls);
        foreach (UpstreamEndpoint endpoint in upstream.Endpoints)
        {
            content.Append('\n').Append(endpoint.Host).Append(' ').Append(endpoint.Port).Append(' ').Append(endpoint.Sni).Append(' ').Append(endpoint.Authority);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())).AsSpan(0, 8));
    }
}
