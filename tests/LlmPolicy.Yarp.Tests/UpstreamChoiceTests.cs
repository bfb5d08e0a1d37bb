using Yarp.ReverseProxy;

namespace LlmPolicy.Gateway;

/// <summary>The decision picks the cluster.</summary>
public sealed class UpstreamChoiceTests
{
    [Fact]
    public async Task Each_route_leads_to_its_own_upstream()
    {
        await using RawUpstream upstream = new();
        LoopbackDialer dialer = new(upstream.Port);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/a", "one") + "\n" + Manifests.Route("/b", "two"),
                Manifests.Upstream("one", "{hosts: [{addr: one.test, port: 81}]}"),
                Manifests.Upstream("two", "{hosts: [{addr: two.test, port: 82}]}")),
            dialer);

        await gateway.SendAsync("GET /b HTTP/1.1\nHost: gateway.example.com");
        await gateway.SendAsync("GET /a HTTP/1.1\nHost: gateway.example.com");

        dialer.Dialed.ShouldBe(["two.test:82", "one.test:81"]);
    }

    [Fact]
    public async Task The_hosts_of_an_upstream_take_turns_and_each_has_its_own_name()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/", options: "autoHostRewrite: true"),
                Manifests.Upstream(spec: "{hosts: [{addr: one.test, port: 80}, {addr: two.test, port: 80}]}")),
            new LoopbackDialer(upstream.Port));

        List<string> hosts = [];
        foreach (int _ in Enumerable.Range(0, 4))
        {
            await gateway.SendAsync("GET / HTTP/1.1\nHost: gateway.example.com");
            hosts.Add((await upstream.NextRequestAsync())["host"][0]);
        }

        hosts.Take(2).Order().ShouldBe(["one.test", "two.test"]);
        hosts.Skip(2).ShouldBe(hosts.Take(2));
    }

    [Fact]
    public async Task An_endpoint_of_the_apps_own_is_served_by_the_app()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/"), Manifests.Upstream()),
            new LoopbackDialer(upstream.Port),
            use: app => app.MapGet("/healthz", () => "fine"));

        (await gateway.SendAsync("GET /healthz HTTP/1.1\nHost: gateway.example.com")).Body.ShouldBe("fine");
        (await gateway.SendAsync("GET /healthz/x HTTP/1.1\nHost: gateway.example.com")).Body.ShouldBe("ok");
    }

    [Theory]
    [InlineData("guard, routing")]
    [InlineData("routing, guard")]
    public async Task Guard_and_gateway_in_one_app_decide_once_and_change_once(string order)
    {
        List<ILlmPolicyFeature?> decisions = [];
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(
                Manifests.Route("/", options: """
                    headerManipulation:
                      requestHeadersToRemove: [x-drop]
                      requestHeadersToAdd: [{header: {key: x-once, value: v}}]
                      responseHeadersToAdd: [{header: {key: x-once, value: v}}]
                    """),
                Manifests.Upstream()),
            new LoopbackDialer(upstream.Port),
            use: app =>
            {
                if (order == "routing, guard")
                {
                    app.UseRouting();
                }

                app.UseLlmPolicy();
                if (order == "guard, routing")
                {
                    app.UseRouting();
                }

                app.Use(async (context, next) =>
                {
                    decisions.Add(await context.RequestServices.GetRequiredService<PolicyGate>().EvaluateAsync(context));
                    await next(context);
                    decisions.Add(context.Features.Get<ILlmPolicyFeature>());
                });
            });

        HttpMessage response = await gateway.SendAsync("GET / HTTP/1.1\nHost: gateway.example.com\nX-Drop: 1\nX-Once: u");

        decisions.Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        response["x-once"].ShouldBe(["v"]);
        HttpMessage request = await upstream.NextRequestAsync();
        string.Concat(request["x-once"]).Replace(" ", "", StringComparison.Ordinal).ShouldBe("u,v");
        request["x-drop"].ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_policys_clusters_are_there_before_it_becomes_active_and_the_old_ones_stay()
    {
        await using RawUpstream upstream = new();
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Manifests.Service(Manifests.Route("/"), Manifests.Upstream()), new LoopbackDialer(upstream.Port));
        CompiledPolicy next = PolicyCompiler.Compile(
            [new ManifestFile("next.yaml", Manifests.Service(Manifests.Route("/"), Manifests.Upstream(spec: "{hosts: [{addr: next.test, port: 80}]}")))]).Policy!;
        IProxyStateLookup proxy = gateway.Services.GetRequiredService<IProxyStateLookup>();
        string[] before = [.. proxy.GetClusters().Select(cluster => cluster.ClusterId)];

        await gateway.Services.GetRequiredService<GatewayConfigProvider>().PrepareAsync(next, TestContext.Current.CancellationToken);

        string[] after = [.. proxy.GetClusters().Select(cluster => cluster.ClusterId)];
        after.ShouldBeSubsetOf([.. before, UpstreamCluster.Create(next.Upstreams[0]).ClusterId]);
        after.Length.ShouldBe(before.Length + 1);
        (await gateway.SendAsync("GET / HTTP/1.1\nHost: gateway.example.com")).Status.ShouldBe(200);
    }
}
