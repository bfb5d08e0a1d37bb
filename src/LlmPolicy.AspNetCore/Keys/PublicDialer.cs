using System.Net;
using System.Net.Sockets;
using LlmPolicy.Connections;

namespace LlmPolicy.Keys;

/// <summary>
/// Connects to public addresses alone: a url must not lead the process to its own network's services or a cloud's metadata, whatever its
/// name resolves to. The address that was looked at is the one that is connected to.
/// </summary>
internal sealed class PublicDialer(ISet<string> privateHosts, Func<string, CancellationToken, Task<IPAddress[]>> resolve) : IUpstreamDialer
{
    /// <summary>What IANA has given out for global unicast in IPv6.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            // IANA's special-purpose registries (RFC 6890), multicast, reserved; 2002::/16 leads to any IPv4 address.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = await resolve(host, cancellationToken).ConfigureAwait(false);
        if (!privateHosts.Contains(host) && addresses.Any(address => !IsPublic(address)))
        {
            throw new AddressRefusedException(host);
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address is one that anyone on the Internet could reach.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain)) && !NotPublic.Any(network => network.Contains(plain));
    }
}
