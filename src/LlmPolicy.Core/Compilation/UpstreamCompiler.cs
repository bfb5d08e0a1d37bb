using System.Net;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Upstreams to addresses. An address from the options replaces the manifest's, TLS and its name included.</summary>
internal static class UpstreamCompiler
{
    private const int HttpsPort = 443;

    public static void Compile(IEnumerable<Upstream> upstreams, CompileContext context)
    {
        foreach (var upstream in upstreams)
        {
            var replacement = context.Options.Upstreams.GetValueOrDefault(upstream.Name);
            if ((replacement is null ? FromManifest(upstream, context) : Replaced(upstream, replacement)) is { } address)
            {
                context.Upstreams[upstream.Name] = address;
            }
        }

        foreach (var (name, address) in context.Options.Upstreams)
        {
            context.Upstreams.TryAdd(name, FromUri(name, address));
        }
    }

    /// <summary>An IP address or localhost says where the upstream is now, not which of its names is meant; a DNS name says both.</summary>
    private static UpstreamAddress Replaced(Upstream upstream, Uri replacement)
    {
        var address = FromUri(upstream.Name, replacement);
        bool keepsName = replacement.IsLoopback || replacement.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        return keepsName && upstream.Static is { Hosts: [var host, ..] }
            ? address with { Endpoints = [address.Endpoints[0] with { Authority = host.Addr.Value }] }
            : address;
    }

    private static UpstreamAddress FromUri(ResourceName name, Uri address)
    {
        bool tls = address.Scheme == Uri.UriSchemeHttps;
        return new UpstreamAddress(name, [new UpstreamEndpoint(address.IdnHost, address.Port, tls ? address.IdnHost : null)], tls);
    }

    /// <summary>
    /// A Kubernetes Service that no Upstream stands for. Its name is that of Gloo's own discovery, so that the configuration can give
    /// it another address.
    /// </summary>
    public static ResourceName AddService(ResourceName service, int port, CompileContext context)
    {
        var name = service with { Name = $"kube-svc:{service.Namespace}-{service.Name}-{port}" };
        context.Upstreams.TryAdd(name, new UpstreamAddress(name, [new UpstreamEndpoint(ServiceHost(service), port, null)], Tls: false));
        return name;
    }

    private static string ServiceHost(ResourceName service) => $"{service.Name}.{service.Namespace}.svc.cluster.local";

    private static UpstreamAddress? FromManifest(Upstream upstream, CompileContext context)
    {
        if (upstream.Kube is { } kube)
        {
            var service = new ResourceName(kube.ServiceNamespace?.Value ?? upstream.Name.Namespace, kube.ServiceName.Value);
            string host = ServiceHost(service);
            bool kubeTls = upstream.HasSslConfig || kube.ServicePort == HttpsPort;
            if (kube.ServicePort is > 0 and <= 65535)
            {
                return new UpstreamAddress(
                    upstream.Name, [new UpstreamEndpoint(host, (int)kube.ServicePort, kubeTls ? upstream.Sni?.Value ?? host : null)], kubeTls);
            }

            context.Error(DiagnosticCodes.UpstreamAddress, kube.Position, "kube needs a servicePort from 1 to 65535.");
            return null;
        }

        if (upstream.Static is not { } source || source.Hosts.Count == 0)
        {
            context.Error(DiagnosticCodes.UpstreamAddress, upstream.Position, $"Upstream {upstream.Name} has no address.", "Give it static.hosts with addr and port, or kube.");
            return null;
        }

        bool tls = upstream.HasSslConfig || (source.UseTls ?? source.Hosts.Any(h => h.Port == HttpsPort));
        string sharedSni = source.Hosts[0].Addr.Value;
        var endpoints = source.Hosts
            .Where(host => IsUsable(host, context))
            .Select(host => new UpstreamEndpoint(host.Addr.Value, (int)host.Port, tls ? Sni(upstream, source, host, sharedSni) : null))
            .ToList();
        return endpoints.Count > 0 ? new UpstreamAddress(upstream.Name, endpoints, tls) : null;
    }

    private static string Sni(Upstream upstream, StaticUpstream source, StaticHost host, string sharedSni) =>
        upstream.Sni?.Value ?? host.SniAddr?.Value ?? (source.AutoSniRewrite ? host.Addr.Value : sharedSni);

    private static bool IsUsable(StaticHost host, CompileContext context)
    {
        string addr = host.Addr.Value;
        if (host.Port is 0 or > 65535)
        {
            context.Error(DiagnosticCodes.UpstreamAddress, host.Position, "A host needs a port from 1 to 65535.");
            return false;
        }

        if (Uri.CheckHostName(addr) != UriHostNameType.Unknown && (!addr.StartsWith('[') || IPAddress.TryParse(addr, out _)))
        {
            return true;
        }

        context.Error(DiagnosticCodes.UpstreamAddress, host.Addr.Position, $"'{addr}' is no DNS name and no IP address.");
        return false;
    }
}
