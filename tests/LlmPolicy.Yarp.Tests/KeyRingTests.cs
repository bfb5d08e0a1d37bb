using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace LlmPolicy.Gateway;

/// <summary>The keys of data protection, which YARP has for session affinity.</summary>
public sealed class KeyRingTests
{
    private readonly Repository _keys = new();

    [Fact]
    public async Task A_gateway_makes_none_at_its_start_nor_for_a_request()
    {
        await using var gateway = await StartAsync();

        (await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(503);

        _keys.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_gateway_with_the_policys_scheme_makes_none_either()
    {
        await using var gateway = await StartAsync(proxy => proxy.Services.AddAuthentication().AddLlmPolicy());

        _keys.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task An_app_that_protects_something_has_them_made_then()
    {
        await using var gateway = await StartAsync();

        var protector = gateway.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("tests");
        protector.Unprotect(protector.Protect("text")).ShouldBe("text");

        _keys.Stored.ShouldBe(1);
    }

    private Task<GatewayHost> StartAsync(Action<IReverseProxyBuilder>? add = null) => GatewayHost.StartAsync(
        Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()),
        new LoopbackDialer(1),
        proxy =>
        {
            proxy.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = _keys);
            add?.Invoke(proxy);
        });

    private sealed class Repository : IXmlRepository
    {
        private readonly List<XElement> _elements = [];

        public int Asked { get; private set; }

        public int Stored => _elements.Count;

        public IReadOnlyCollection<XElement> GetAllElements()
        {
            Asked++;
            return [.. _elements];
        }

        public void StoreElement(XElement element, string friendlyName) => _elements.Add(element);
    }
}
