using System.Net;
using LlmPolicy.Keys;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A key server's name that leads to an address of the process's own network, among whatever others and in whatever order, is dialled at none of them.</summary>
public sealed class PublicDialerTests
{
    private static readonly string[] Public = ["93.184.216.34", "2606:2800:220:1::1"];

    private static readonly string[] Private = ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "::", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"];

    [Fact]
    public async Task One_private_address_among_up_to_three_refuses_them_all()
    {
        string[][] one = [.. Public.Concat(Private).Select(address => new[] { address })];
        string[][] two = [.. one.SelectMany(list => Public.Concat(Private).Select(address => (string[])[.. list, address]))];
        string[][] three = [.. two.SelectMany(list => Public.Concat(Private).Select(address => (string[])[.. list, address]))];
        foreach (string[] addresses in (string[][])[.. one, .. two, .. three])
        {
            bool isRefused = addresses.Intersect(Private).Any();

            (await IsRefusedAsync(addresses)).ShouldBe(isRefused, string.Join(", ", addresses));
        }
    }

    /// <summary>Nothing is connected to: whoever would be dialled is given up before.</summary>
    private static async Task<bool> IsRefusedAsync(string[] addresses)
    {
        PublicDialer dialer = new(new HashSet<string>(), (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));
        try
        {
            await using Stream connection = await dialer.DialAsync("keys.test", 443, new CancellationToken(canceled: true));
        }
        catch (AddressRefusedException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        throw new InvalidOperationException("It was connected to.");
    }
}
