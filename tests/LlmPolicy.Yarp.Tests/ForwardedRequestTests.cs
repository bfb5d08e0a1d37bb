using System.Text;

namespace LlmPolicy.Gateway;

/// <summary>What reaches the upstream.</summary>
public sealed class ForwardedRequestTests
{
    [Theory]
    [InlineData("/v1/a%2Fb%5c%25")]
    [InlineData("/v1//b/?x=%2F&x=a+b&")]
    [InlineData("/v1?/../x")]
    [InlineData("/v1'(a);b=1,2")]
    public async Task The_raw_target_is_sent_as_it_came(string target)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        (await gateway.SendAsync($"GET {target} HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Target.ShouldBe(target);
    }

    [Theory]
    [InlineData("Proxy-Authorization", "Basic x")]
    [InlineData("Upgrade-Insecure-Requests", "1")]
    [InlineData("User-Agent", "a", "b")]
    public async Task What_proxies_often_keep_goes_on_as_by_Envoy(string name, params string[] lines)
    {
        await using RawUpstream upstream = new("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nProxy-Authenticate: Basic\r\nAlt-Svc: clear\r\n\r\nok");
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        HttpMessage answer = await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: h\n" + string.Join('\n', lines.Select(line => $"{name}: {line}")));

        (await upstream.NextRequestAsync())[name].ShouldBe([string.Join(',', lines)]);
        (answer["proxy-authenticate"].Single(), answer["alt-svc"].Single()).ShouldBe(("Basic", "clear"));
    }

    [Fact]
    public async Task What_Connection_names_does_not_go_on_among_them()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: h\nProxy-Authorization: Basic x\nConnection: close, proxy-authorization");

        (await upstream.NextRequestAsync())["proxy-authorization"].ShouldBeEmpty();
    }

    [Fact]
    public async Task A_prefix_is_rewritten_in_the_raw_target()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(
            upstream, Manifests.Service(Manifests.Route("/v1", options: "prefixRewrite: /models/gpt2"), Manifests.Upstream()));

        await gateway.SendAsync("GET /v1/a%2Fb?x=%2F HTTP/1.1\nHost: gateway.example.com");

        (await upstream.NextRequestAsync()).Target.ShouldBe("/models/gpt2/a%2Fb?x=%2F");
    }

    [Theory]
    [InlineData("Gateway.Example.com:8080")]
    [InlineData("[::1]:80")]
    [InlineData("a_b.test")]
    [InlineData("gateway.example.com.")]
    public async Task Host_is_the_clients_own_unless_the_route_says_otherwise(string host)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: {host}");

        (await upstream.NextRequestAsync())["host"].ShouldBe([host]);
    }

    [Theory]
    [AbuseCase("P6")]
    [InlineData(".example.com")]
    [InlineData("a..b")]
    [InlineData("gateway.example.com:")]
    [InlineData("gateway.example.com:99999")]
    [InlineData("gateway.example.com:80@evil.test")]
    [InlineData("g%61teway.example.com")]
    public async Task A_host_that_is_none_is_refused(string host)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: {host}")).Status.ShouldBe(400);

        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task AutoHostRewrite_to_an_IPv6_address_puts_it_in_brackets()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(
            Manifests.Route("/v1", options: "autoHostRewrite: true"), Manifests.Upstream(spec: "{hosts: [{addr: '0:0::1', port: 8443}]}")));

        (await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync())["host"].ShouldBe(["[0:0::1]"]);
    }

    [Fact]
    public async Task AutoHostRewrite_sends_the_upstreams_address_without_its_port()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(
            Manifests.Route("/v1", options: "autoHostRewrite: true"), Manifests.Upstream(spec: "{hosts: [{addr: Models.test, port: 8443}]}")));

        await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com");

        (await upstream.NextRequestAsync())["host"].ShouldBe(["Models.test"]);
    }

    [Fact]
    [AbuseCase("P6")]
    public async Task The_authority_of_an_absolute_target_goes_before_the_Host_header()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        await gateway.SendAsync("GET http://other.test/v1 HTTP/1.1\nHost: gateway.example.com");

        HttpMessage request = await upstream.NextRequestAsync();
        request.Target.ShouldBe("/v1");
        request["host"].ShouldBe(["other.test"]);
    }

    [Fact]
    [AbuseCase("H1")]
    public async Task The_callers_token_is_taken_out_and_the_providers_key_put_in()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, WithKey());

        (await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\nAuthorization: Bearer {CallerToken.Text}")).StartLine.ShouldBe("HTTP/1.1 200 OK");

        (await upstream.NextRequestAsync())["authorization"].ShouldBe(["Bearer hf_test"]);
    }

    [Fact]
    [AbuseCase("H2")]
    public async Task A_client_that_names_the_keys_header_in_Connection_brings_no_token()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, WithKey());

        HttpMessage response = await gateway.SendAsync(
            $"GET /v1 HTTP/1.1\nHost: gateway.example.com\nConnection: close, Authorization\nAuthorization: Bearer {CallerToken.Text}");

        response.Status.ShouldBe(401);
        upstream.WasReached.ShouldBeFalse();
    }

    [Fact]
    public async Task Header_changes_are_made_in_the_manifests_order_on_content_headers_too()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(
            Manifests.Route("/v1", options: """
                headerManipulation:
                  requestHeadersToRemove: [X-Drop]
                  requestHeadersToAdd:
                  - {header: {key: Content-Type, value: application/json}, append: false}
                  - {header: {key: X-More, value: two}}
                """),
            Manifests.Upstream()));

        await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com\nX-Drop: 1\nX-More: one\nContent-Type: text/plain");

        HttpMessage request = await upstream.NextRequestAsync();
        request["content-type"].ShouldBe(["application/json"]);
        string.Join(',', request["x-more"]).Replace(" ", "", StringComparison.Ordinal).ShouldBe("one,two");
        request["x-drop"].ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_above_ascii_in_headers_go_through_unchanged_both_ways()
    {
        string bytes = Encoding.Latin1.GetString([0xC3, 0xA4, 0xFF, 0x80]);
        await using RawUpstream upstream = new($"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-bytes: {bytes}\r\n\r\n");
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        HttpMessage response = await gateway.SendAsync($"GET /v1 HTTP/1.1\nHost: gateway.example.com\nX-Bytes: {bytes}");

        (await upstream.NextRequestAsync())["x-bytes"].ShouldBe([bytes]);
        response["x-bytes"].ShouldBe([bytes]);
    }

    [Fact]
    public async Task No_forwarding_header_is_added_and_the_clients_own_go_through()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: gateway.example.com\nX-Forwarded-For: 203.0.113.7");

        HttpMessage request = await upstream.NextRequestAsync();
        request["x-forwarded-for"].ShouldBe(["203.0.113.7"]);
        request["x-forwarded-host"].ShouldBeEmpty();
        request["x-forwarded-proto"].ShouldBeEmpty();
        request["x-forwarded-prefix"].ShouldBeEmpty();
        request["forwarded"].ShouldBeEmpty();
    }

    [Fact]
    public async Task No_baggage_goes_upstream()
    {
        using System.Diagnostics.ActivityListener listener = new()
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        await gateway.SendAsync("""
            GET /v1 HTTP/1.1
            Host: gateway.example.com
            traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
            baggage: tenant=7
            Correlation-Context: tenant=7
            """);

        HttpMessage request = await upstream.NextRequestAsync();
        request["baggage"].ShouldBeEmpty();
        request["correlation-context"].ShouldBeEmpty();
        request["traceparent"].ShouldHaveSingleItem().ShouldStartWith("00-0af7651916cd43dd8448eb211c80319c-");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nor_does_any_without_a_trace_but_where_it_is_asked_for(bool propagates)
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()),
            new LoopbackDialer(upstream.Port),
            use: app => app.Use((_, next) =>
            {
                System.Diagnostics.Activity.Current = null;
                return next();
            }),
            settings: [("LlmPolicy:PropagateBaggage", $"{propagates}")]);

        await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: h\nbaggage: tenant=7\nCorrelation-Context: tenant=7");

        (await upstream.NextRequestAsync())["baggage"].ShouldBe(propagates ? ["tenant=7"] : []);
    }

    [Fact]
    public async Task A_policys_User_Agent_goes_on_behind_the_clients_in_one_line()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(
            upstream, Manifests.Service(Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{header: {key: user-agent, value: 'gateway/1'}}]}"), Manifests.Upstream()));

        await gateway.SendAsync("GET /v1 HTTP/1.1\nHost: h\nUser-Agent: client/2 (x)");

        (await upstream.NextRequestAsync())["user-agent"].ShouldBe(["client/2 (x),gateway/1"]);
    }

    [Fact]
    public async Task A_target_of_32_KiB_is_forwarded()
    {
        string target = "/v1?" + new string('x', 32 * 1024);
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        (await gateway.SendAsync($"GET {target} HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Target.ShouldBe(target);
    }

    [Theory]
    [InlineData("Content-Length: 30000001")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_longer_than_Kestrels_limit_is_forwarded(string framing)
    {
        string body = new('x', 30_000_001);
        string sent = framing.StartsWith('T') ? $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n" : body;
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));

        (await gateway.SendAsync($"POST /v1 HTTP/1.1\nHost: gateway.example.com\n{framing}", sent)).Status.ShouldBe(200);

        (await upstream.NextRequestAsync()).Body.Length.ShouldBe(body.Length);
    }

    [Fact]
    public async Task So_is_one_whose_client_waits_for_100()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await StartAsync(upstream, Manifests.Service(Manifests.Route("/v1"), Manifests.Upstream()));
        await using Stream client = await gateway.ConnectAsync();

        await GatewayHost.WriteAsync(client, "POST /v1 HTTP/1.1\nHost: gateway.example.com\nContent-Length: 30000001\nExpect: 100-continue");

        (await HttpMessage.ReadHeadAsync(client, TestContext.Current.CancellationToken)).ShouldNotBeNull().Status.ShouldBe(100);
        (await upstream.NextHeadAsync())["content-length"].ShouldBe(["30000001"]);
    }

    private static string WithKey() => Manifests.Guarded(
        CallerToken.Provider,
        Manifests.Route("/v1", options: "headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: key, namespace: default}}]}"),
        Manifests.Upstream(),
        Manifests.Secret("key", "Authorization", "Bearer hf_test"));

    private static Task<GatewayHost> StartAsync(RawUpstream upstream, string manifests) =>
        GatewayHost.StartAsync(manifests, new LoopbackDialer(upstream.Port));
}
