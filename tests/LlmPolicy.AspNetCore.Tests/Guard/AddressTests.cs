using System.Net;
using LlmPolicy.Guard;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmPolicy.AspNetCore.Tests.Guard;

/// <summary>Addresses as a policy sees them: a socket for both families gives an IPv4 address in IPv6 form, and a template has to print the IPv4 one, as Envoy does.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData(null, "")]
    public void An_IPv4_address_in_IPv6_form_is_the_IPv4_address(string? socket, string seen)
    {
        var address = socket is null ? null : IPAddress.Parse(socket);
        DefaultHttpContext context = new() { Connection = { RemoteIpAddress = address, LocalIpAddress = address } };
        context.Request.Method = "GET";
        context.Request.Path = "/";

        var request = new PolicyRequestReader(new HeaderText(Microsoft.Extensions.Options.Options.Create(new KestrelServerOptions()))).Read(context, new LlmPolicyOptions());

        request.RemoteAddress.ShouldBe(seen);
        request.LocalAddress.ShouldBe(seen);
    }
}
