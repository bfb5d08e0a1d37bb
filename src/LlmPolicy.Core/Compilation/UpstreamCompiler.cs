using System.Net;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Upstreams to addresses. An address from the options replaces the manifest's, TLS and its name included.</summary>
internal static class UpstreamCompiler
{
    private const int HttpsPort = 443;

    /// <summary>The id of a difference that can't be switched off (docs/differences.md): Envoy takes what it can never resolve.</summary>
    private const string UnusableAddress = "upstream.address";

    private const string AddressRemedy = "Give it static.hosts with addr and port, or kube; or set";

    public static void Compile(IEnumerable<Upstream> upstreams, CompileContext context)
    {
        foreach (var upstream in upstreams)
        {
            var replacement = context.Options.Upstreams.GetValueOrDefault(upstream.Name);
            var address = replacement is null ? FromManifest(upstream, context) : Replaced(upstream, replacement);

            // One without a usable address is reported: a route that refers to it need not be.
            context.Upstreams[upstream.Name] = address ?? Address(upstream.Name, [], tls: false);
        }
    }

    /// <summary>Whether an Upstream that is referred to is there; one that the options alone know comes to be under the manifest's name.</summary>
    public static bool IsKnown(ResourceName name, CompileContext context)
    {
        if (context.Upstreams.ContainsKey(name))
        {
            return true;
        }

        if (!context.Options.Upstreams.TryGetValue(name, out var address))
        {
            return false;
        }

        context.Upstreams.Add(name, FromUri(name, address));
        return true;
    }

    /// <summary>All that a caller may name: those of the manifests, and those that the options alone know.</summary>
    public static IReadOnlyCollection<ResourceName> All(CompileContext context)
    {
        foreach (var name in context.Options.Upstreams.Keys.Where(n => !context.Upstreams.Keys.Contains(n, ResourceName.IgnoreCase)).ToList())
        {
            IsKnown(name, context);
        }

        return context.Upstreams.Keys;
    }

    /// <summary>An IP address or localhost says where the upstream is now, not which of its names is meant; a DNS name says both.</summary>
    private static UpstreamAddress Replaced(Upstream upstream, Uri replacement)
    {
        var address = FromUri(upstream.Name, replacement);
        bool keepsName = replacement.IsLoopback || replacement.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        string? name = upstream.Ai is { Endpoint: { } provider } ai ? ProviderCompiler.EndpointOf(ai.Provider, provider).Authority : upstream.Static is { Hosts: [var host, ..] } ? host.Addr?.Value : null;
        return keepsName && name is not null ? address with { Endpoints = [address.Endpoints[0] with { Authority = name }] } : address;
    }

    private static UpstreamAddress? OfProvider(Upstream upstream, AiUpstream ai, AiEndpoint provider, CompileContext context)
    {
        var endpoint = ProviderCompiler.EndpointOf(ai.Provider, provider);
        if (endpoint.Port is > 0 and <= 65535 && Uri.CheckHostName(endpoint.Host) != UriHostNameType.Unknown)
        {
            return Address(upstream.Name, [endpoint], tls: endpoint.Sni is not null);
        }

        var custom = provider.CustomHost;
        context.Error(
            DiagnosticCodes.UpstreamAddress, custom?.Position ?? provider.Endpoint?.Position ?? provider.Position,
            custom is null ? $"'{endpoint.Host}' is neither a DNS name nor an IP address." : "customHost needs a host that is a DNS name or an IP address, and a port from 1 to 65535.");
        return null;
    }

    private static UpstreamAddress FromUri(ResourceName name, Uri address)
    {
        bool tls = address.Scheme == Uri.UriSchemeHttps;
        return Address(name, [Endpoint(address.IdnHost, address.Port, tls ? address.IdnHost : null)], tls);
    }

    /// <summary>
    /// A Kubernetes Service that no Upstream stands for. Its name is that of Gloo's own discovery, so that the configuration can give
    /// it another address.
    /// </summary>
    public static ResourceName AddService(ResourceName service, int port, CompileContext context)
    {
        var name = service with { Name = $"kube-svc:{service.Namespace}-{service.Name}-{port}" };
        if (service.Namespace.Length > 0 && !IsKnown(name, context))
        {
            context.Upstreams.Add(name, Address(name, [Endpoint(ServiceHost(service), port, sni: null)], tls: false));
        }

        return name;
    }

    private static UpstreamAddress Address(ResourceName name, IReadOnlyList<UpstreamEndpoint> endpoints, bool tls) => new() { Name = name, Endpoints = endpoints, Tls = tls };

    private static UpstreamEndpoint Endpoint(string host, int port, string? sni) => new() { Host = host, Port = port, Sni = sni };

    private static string ServiceHost(ResourceName service) => $"{service.Name}.{service.Namespace}.svc.cluster.local";

    private static UpstreamAddress? FromManifest(Upstream upstream, CompileContext context)
    {
        if (upstream.Obstacles is [var obstacle, ..])
        {
            context.Unreachable[upstream.Name] = new UnreachableUpstream(upstream.Name, $"'{obstacle}' is not supported", obstacle.Position);
            return null;
        }

        if (upstream.Ai is { } ai)
        {
            return ai.Endpoint is { } provider ? OfProvider(upstream, ai, provider, context) : null;
        }

        if (upstream.Kube is { } kube)
        {
            var service = new ResourceName(kube.ServiceNamespace?.Value ?? upstream.Name.Namespace, kube.ServiceName.Value);
            string host = ServiceHost(service);
            bool kubeTls = upstream.Ssl is not null || kube.ServicePort == HttpsPort;
            if (kube.ServicePort is > 0 and <= 65535)
            {
                return Address(upstream.Name, [Endpoint(host, (int)kube.ServicePort, kubeTls ? upstream.Ssl?.Sni?.Value ?? host : null)], kubeTls);
            }

            context.Error(DiagnosticCodes.UpstreamAddress, kube.Position, "kube needs a servicePort from 1 to 65535.");
            return null;
        }

        if (upstream.Static is not { } source || source.Hosts.Count == 0)
        {
            context.Unreachable[upstream.Name] = new UnreachableUpstream(upstream.Name, "it has no address", upstream.Position, AddressRemedy);
            return null;
        }

        if (source.Hosts.FirstOrDefault(host => host.Addr is not { Value.Length: > 0 }) is { } nameless)
        {
            context.Unreachable[upstream.Name] = new UnreachableUpstream(upstream.Name, "a host has no addr", nameless.Position, AddressRemedy);
            return null;
        }

        bool tls = upstream.Ssl is not null || (source.UseTls ?? source.Hosts.Any(h => h.Port == HttpsPort));
        string sharedSni = source.Hosts[0].Addr!.Value;
        var endpoints = source.Hosts
            .Where(host => IsUsable(host, context))
            .Select(host => Endpoint(host.Addr!.Value, (int)host.Port, tls ? Sni(upstream, source, host, sharedSni) : null))
            .ToList();
        return endpoints.Count > 0 ? Address(upstream.Name, endpoints, tls) : null;
    }

    private static string Sni(Upstream upstream, StaticUpstream source, StaticHost host, string sharedSni) =>
        upstream.Ssl?.Sni?.Value ?? host.SniAddr?.Value ?? (source.AutoSniRewrite ? host.Addr!.Value : sharedSni);

    private static bool IsUsable(StaticHost host, CompileContext context)
    {
        string addr = host.Addr!.Value;
        bool hasPort = host.Port is > 0 and <= 65535;
        if (!hasPort)
        {
            context.Error(DiagnosticCodes.UpstreamAddress, host.Position, "A host needs a port from 1 to 65535.");
        }

        bool hasName = Uri.CheckHostName(addr) != UriHostNameType.Unknown && (!addr.StartsWith('[') || IPAddress.TryParse(addr, out _));
        if (!hasName)
        {
            context.Diagnostics.Error(
                DiagnosticCodes.UpstreamAddress, host.Addr.Position, $"'{addr}' is neither a DNS name nor an IP address.", rule: UnusableAddress);
        }

        return hasPort && hasName;
    }
}
