using System.Net;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>A Secret that goes to an Upstream without TLS, past this machine and its network.</summary>
internal sealed class SecretInPlainTextRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var upstreams = context.Resources.OfType<Upstream>().DistinctBy(u => u.Name).ToDictionary(u => u.Name);
        foreach (var use in context.Secrets.SelectMany(uses => uses))
        {
            foreach (var address in use.Upstreams.Select(context.Compiled.Upstreams.GetValueOrDefault).OfType<UpstreamAddress>().Where(a => !a.Tls))
            {
                var source = context.Compiled.Options.Upstreams.ContainsKey(address.Name) ? null : upstreams.GetValueOrDefault(address.Name);
                Check(use, address, source, context);
            }
        }
    }

    private static void Check(SecretUse use, UpstreamAddress address, Upstream? source, AnalysisContext context)
    {
        foreach (string host in address.Endpoints.Select(e => e.Host).Where(IsOutside))
        {
            var place = source?.Static?.Hosts.FirstOrDefault(h => h.Addr?.Value == host)?.Addr?.Position;
            context.Warn(
                DiagnosticCodes.SecretInPlainText, place ?? use.Addition.Origin, $"The Secret {use.Secret.Name} goes to {host} over plain HTTP.",
                place is null ? $"Give the Upstream {address.Name} an https address." : "Add useTls: true, and the port of TLS.");
        }
    }

    /// <summary>A name without a dot, of a cluster, or of a kind that no public name has, is one of the network's own.</summary>
    private static bool IsOutside(string host)
    {
        string name = host.Trim('[', ']').TrimEnd('.');
        if (IPAddress.TryParse(name, out var address))
        {
            return !IsOwn(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        }

        string[] own = [".svc", ".cluster.local", ".local", ".internal", ".localhost", ".home.arpa"];
        return name.Contains('.') && !own.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOwn(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || (address.GetAddressBytes() is [var a, var b, _, _]
            ? a == 10 || (a == 172 && b is >= 16 and < 32) || (a == 192 && b == 168) || (a == 169 && b == 254)
            : address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal);
}
