namespace LlmPolicy.Tests;

/// <summary>Where an Upstream's requests go, and by which name for TLS.</summary>
public sealed class UpstreamTests
{
    [Theory]
    [InlineData("{static: {hosts: [{addr: a.example, port: 80}]}}", false, "a.example:80")]
    [InlineData("{static: {hosts: [{addr: a.example, port: 443}]}}", true, "a.example:443/a.example")]
    [InlineData("{static: {useTls: false, hosts: [{addr: a.example, port: 443}]}}", false, "a.example:443")]
    [InlineData("{static: {useTls: true, hosts: [{addr: a.example, port: 8080}]}}", true, "a.example:8080/a.example")]
    [InlineData("{static: {hosts: [{addr: a.example, port: 443, sniAddr: sni.example}]}}", true, "a.example:443/sni.example")]
    [InlineData("{sslConfig: {sni: ssl.example}, static: {hosts: [{addr: a.example, port: 8443, sniAddr: sni.example}]}}", true, "a.example:8443/ssl.example")]
    [InlineData("{sslConfig: {}, static: {useTls: false, hosts: [{addr: a.example, port: 80}]}}", true, "a.example:80/a.example")]
    [InlineData("{static: {useTls: true, hosts: [{addr: a.example, port: 1}, {addr: b.example, port: 2}]}}", true, "a.example:1/a.example b.example:2/b.example")]
    [InlineData("{static: {useTls: true, autoSniRewrite: false, hosts: [{addr: a.example, port: 1}, {addr: b.example, port: 2}]}}", true, "a.example:1/a.example b.example:2/a.example")]
    [InlineData("{static: {hosts: [{addr: 192.0.2.1, port: 80}]}}", false, "192.0.2.1:80")]
    [InlineData("{static: {hosts: [{addr: '2001:db8::1', port: 80}]}}", false, "2001:db8::1:80")]
    [InlineData("{kube: {serviceName: s, serviceNamespace: ns, servicePort: 8080}}", false, "s.ns.svc.cluster.local:8080")]
    [InlineData("{kube: {serviceName: s, servicePort: 80}}", false, "s.default.svc.cluster.local:80")]
    public void Tls_is_asked_for_or_follows_from_port_443(string spec, bool tls, string endpoints)
    {
        var upstream = Compiling.Policy(
            Manifest.Service("vs", "'*'", "- routeAction: {single: {upstream: {name: other}}}")
            + $"---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: other}}\nspec: {spec}\n")
            .Upstreams.ShouldHaveSingleItem();

        upstream.Tls.ShouldBe(tls);
        string.Join(' ', upstream.Endpoints.Select(e => $"{e.Host}:{e.Port}{(e.Sni is null ? "" : $"/{e.Sni}")}")).ShouldBe(endpoints);
    }

    [Theory]
    [InlineData("{consul: {serviceName: a}}")]
    [InlineData("{awsEc2: {region: us-east-1, secretRef: {name: a, namespace: b}}}")]
    [InlineData("{pipe: {path: /run/a.sock}}")]
    public void An_address_from_the_options_stands_for_what_a_cluster_would_look_up(string spec)
    {
        var options = new PolicyCompilerOptions { Upstreams = new Dictionary<ResourceName, Uri> { [new("default", "other")] = new("http://b.example:8080") } };

        Compiling.Policy(
            Manifest.Service("vs", "'*'", "- routeAction: {single: {upstream: {name: other}}}")
            + $"---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: other}}\nspec: {spec}\n",
            options)
            .Upstreams.ShouldHaveSingleItem().Endpoints.ShouldBe([new UpstreamEndpoint { Host = "b.example", Port = 8080 }]);
    }

    [Fact]
    public void A_Service_needs_no_Upstream()
    {
        var policy = Compiling.Policy(Manifest.Service("vs", "'*'", "- routeAction: {single: {kube: {ref: {name: s, namespace: ns}, port: 8080}}}"));

        policy.Upstreams.ShouldHaveSingleItem().Endpoints.ShouldBe([new UpstreamEndpoint { Host = "s.ns.svc.cluster.local", Port = 8080 }]);
        policy.Decide(Requests.Get("/")).ShouldForward().Upstream.ShouldBe(policy.Upstreams[0].Name);
    }

    [Fact]
    public void An_upstream_group_is_weighted_destinations_under_a_name()
    {
        var policy = Compiling.Policy(Manifest.Service("- routeAction: {upstreamGroup: {name: g, namespace: default}}") + """

            ---
            apiVersion: gloo.solo.io/v1
            kind: UpstreamGroup
            metadata: {name: g}
            spec: {destinations: [{destination: {upstream: {name: up}}, weight: 1}]}
            """);

        policy.Decide(Requests.Get("/")).ShouldForward().Upstream.ShouldBe(new ResourceName("default", "up"));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("timeout: 0s", null)]
    [InlineData("timeout: 2.5s", 2.5)]
    public void A_route_may_bound_its_time(string options, double? seconds)
    {
        var forwarding = Compiling.Policy(Manifest.Route(options.Length == 0 ? "{}" : options)).Decide(Requests.Get("/")).ShouldForward();

        forwarding.Timeout.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Fact]
    public void A_VirtualService_with_sslConfig_answers_on_tls_alone()
    {
        string secure = Manifest.Service("secure", "a.example", "- directResponseAction: {status: 201}")
            .Replace("spec:", "spec:\n  sslConfig: {sslFiles: {tlsCert: a, tlsKey: b}}", StringComparison.Ordinal);
        var policy = Compiling.Policy(secure + Manifest.Service("plain", "b.example", "- directResponseAction: {status: 202}"));

        policy.Decide(Requests.To("a.example")).ShouldRefuse(404, ReasonCodes.NoVirtualHost);
        policy.Decide(OverTls("a.example")).ShouldRespond(201);
        policy.Decide(Requests.To("b.example")).ShouldRespond(202);
        policy.Decide(OverTls("b.example")).ShouldRespond(202);
    }

    [Fact]
    public void A_VirtualService_that_asks_clients_for_no_certificate_asks_for_nothing_more()
    {
        string service = Manifest.Service("vs", "'*'", "- directResponseAction: {status: 201}")
            .Replace("spec:", "spec:\n  sslConfig: {oneWayTls: true, sslFiles: {tlsCert: a, tlsKey: b}}", StringComparison.Ordinal);

        Compiling.Policy(service).Decide(OverTls("a.example")).ShouldRespond(201);
    }

    private static PolicyRequest OverTls(string authority) => new() { Method = "GET", Target = "/", Authority = authority, Scheme = "https" };
}
