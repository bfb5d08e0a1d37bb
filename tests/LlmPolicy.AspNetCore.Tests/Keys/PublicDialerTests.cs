using System.Net;
using System.Net.Sockets;
using LlmPolicy.Keys;

namespace LlmPolicy.AspNetCore.Tests.Keys;

public sealed class PublicDialerTests
{
    [Theory]
    [AbuseCase("S3")]
    // https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry: what is not globally reachable.
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_of_a_special_purpose_is_not_public(string address)
    {
        PublicDialer.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("169.253.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::ffff:100.63.255.255")]
    [InlineData("::ffff:223.255.255.255")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void Its_neighbours_and_all_others_are(string address)
    {
        PublicDialer.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();
    }

    [Theory]
    [AbuseCase("S3")]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("127.0.0.1", "8.8.8.8")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    [InlineData("8.8.8.8", "2606:4700:4700::1111", "::ffff:127.0.0.1")]
    public async Task A_name_with_an_address_that_is_not_public_is_refused_and_nothing_is_connected_to(params string[] addresses)
    {
        using Listener listener = new();
        PublicDialer dialer = new(new HashSet<string>(), (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));

        var refused = await Should.ThrowAsync<AddressRefusedException>(
            async () => await dialer.DialAsync("keys.example", listener.Port, TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("LlmPolicy:PrivateKeyHosts:0=keys.example");
        listener.HasConnection.ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_that_is_meant_is_connected_to_at_the_address_that_was_looked_up_once()
    {
        using Listener listener = new();
        List<string> lookups = [];
        PublicDialer dialer = new(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "keys.example" }, (host, _) =>
        {
            lookups.Add(host);
            return Task.FromResult(new[] { IPAddress.Loopback });
        });

        await using var stream = await dialer.DialAsync("Keys.Example", listener.Port, TestContext.Current.CancellationToken);

        listener.HasConnection.ShouldBeTrue();
        lookups.ShouldBe(["Keys.Example"]);
    }

    [Fact]
    public async Task Another_host_is_not_meant_by_it()
    {
        PublicDialer dialer = new(new HashSet<string> { "keys.example" }, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));

        await Should.ThrowAsync<AddressRefusedException>(async () => await dialer.DialAsync("x.keys.example", 1, TestContext.Current.CancellationToken));
    }

    private sealed class Listener : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Listener() => _listener.Start();

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public bool HasConnection => _listener.Pending();

        public void Dispose() => _listener.Dispose();
    }
}
