namespace LlmPolicy.Tests;

/// <summary><c>clusterHeader</c>: the Upstream that a header names as Envoy calls it, <c>NAME_NAMESPACE</c>.</summary>
public sealed class ClusterHeaderTests
{
    private static readonly CompiledPolicy Policy = Compiling.Policy(
        Manifest.Service("- routeAction: {clusterHeader: x-cluster}")
        + "\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: b, namespace: team}\nspec: {static: {hosts: [{addr: b.example, port: 80}]}}\n");

    [Theory]
    [InlineData("up_default", "default", "up")]
    [InlineData("b_team", "team", "b")]
    public void A_header_names_the_Upstream(string value, string ns, string name)
    {
        Policy.Decide(Requests.Get("/", ("X-Cluster", value))).ShouldForward().Upstream.ShouldBe(new ResourceName(ns, name));
    }

    [Theory]
    [InlineData("up")]
    [InlineData("up.default")]
    [InlineData("UP_default")]
    [InlineData("b_default")]
    [InlineData("")]
    public void What_names_none_gets_503(string value)
    {
        Policy.Decide(Requests.Get("/", ("x-cluster", value))).ShouldRefuse(503, ReasonCodes.UpstreamUnavailable);
    }

    [Fact]
    public void Without_the_header_there_is_no_Upstream()
    {
        Policy.Decide(Requests.Get("/")).ShouldRefuse(503, ReasonCodes.UpstreamUnavailable);
    }

    [Theory]
    [InlineData("c_team")]
    [InlineData("x_y_z")]
    public void Upstreams_of_the_settings_alone_can_be_named_too(string value)
    {
        var options = new PolicyCompilerOptions
        {
            Upstreams = new Dictionary<ResourceName, Uri>
            {
                [new("team", "c")] = new("http://c.example"),
                [new("y_z", "x")] = new("http://x.example"),
                [new("z", "x_y")] = new("http://x.example"),
            },
        };

        Compiling.Policy(Manifest.Service("- routeAction: {clusterHeader: x-cluster}"), options).Decide(Requests.Get("/", ("x-cluster", value))).ShouldForward();
    }

    [Fact]
    public void The_answer_where_none_is_named_has_the_routes_headers_and_says_why()
    {
        var policy = Compiling.Policy(Manifest.Service(
            "- routeAction: {clusterHeader: x-cluster}\n  options: {headerManipulation: {responseHeadersToAdd: [{header: {key: x-why, value: '%RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%'}}]}}"));

        policy.Decide(Requests.Get("/", ("x-cluster", "none"))).ShouldRespond(503).Header("x-why").ShouldBe("NC cluster_not_found");
    }

    [Fact]
    public void Every_Upstream_can_be_reached()
    {
        Policy.Upstreams.Select(u => u.Name.ToString()).ShouldBe(["default/up", "team/b"], ignoreOrder: true);
    }
}
