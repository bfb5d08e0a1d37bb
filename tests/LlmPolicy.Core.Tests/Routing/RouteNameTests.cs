namespace LlmPolicy.Tests;

/// <summary><c>%ROUTE_NAME%</c> is the name that Gloo gives to a route: upstreams and dashboards know it.</summary>
public sealed class RouteNameTests
{
    private const string Name = "headerManipulation: {requestHeadersToAdd: [{header: {key: x-name, value: '%ROUTE_NAME%'}}]}";

    [Theory]
    [InlineData("/a", "default_vs-route-0-matcher-0")]
    [InlineData("/b", "default_vs-route-0-matcher-1")]
    [InlineData("/c", "default_vs-route-1-vs:gateway-proxy_gateway-proxy_default_vs_route:third-matcher-0")]
    public void A_route_is_called_by_its_place_its_name_and_the_matcher_that_fits(string target, string expected)
    {
        Sent(Manifest.Service(
            $$"""
            - {matchers: [{exact: /a}, {exact: /b}], routeAction: {{Manifest.ToUp}} }
            - {name: third, routeAction: {{Manifest.ToUp}} }
            """, Name), target).ShouldBe(expected);
    }

    [Fact]
    public void Dots_in_a_VirtualServices_name_become_underscores()
    {
        Sent(Manifest.Service("a.b", "'*'", Manifest.ForwardAll, Name) + Manifest.Upstream, "/").ShouldBe("default_a_b-route-0-matcher-0");
    }

    [Theory]
    [InlineData("", "", "default_vs-route-0-matcher-0")]
    [InlineData("", "name: leaf, ", "default_vs-route-0-vs:gateway-proxy_gateway-proxy_default_vs_route:<unnamed-0>_rt:default_t_route:leaf-matcher-0")]
    [InlineData("name: top, ", "", "default_vs-route-0-vs:gateway-proxy_gateway-proxy_default_vs_route:top_rt:default_t_route:<unnamed-0>-matcher-0")]
    [InlineData("name: top, ", "name: leaf, ", "default_vs-route-0-vs:gateway-proxy_gateway-proxy_default_vs_route:top_rt:default_t_route:leaf-matcher-0")]
    public void A_tables_route_has_the_names_on_its_way(string top, string leaf, string expected)
    {
        Sent(
            Manifest.Service($"- {{{top}delegateAction: {{ref: {{name: t, namespace: default}}}}}}", Name)
            + $"\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {{name: t}}\nspec: {{routes: [{{{leaf}routeAction: {Manifest.ToUp}}}]}}\n",
            "/").ShouldBe(expected);
    }

    private static string? Sent(string manifest, string target)
    {
        var request = Requests.Get(target);
        return Compiling.Policy(manifest).Decide(request).Sent(request, "x-name");
    }
}
