namespace LlmPolicy.Tests;

/// <summary>Every decision on the lab points at the line of the rule that decided.</summary>
public sealed class PositionTests
{
    private const string File = "virtualservice.yaml";

    /// <summary>Without the claim that the lab's RBAC asks for, or anything else: for a policy of the lab's lines with a key of ours.</summary>
    private static readonly CompiledPolicy WithOwnKey = PolicyCompiler.Compile([Lab.Files[0] with { Text = OwnKey(Lab.VirtualService) }, .. Lab.Files.Skip(1)]).Policy!;

    [Fact]
    public void A_missing_token_points_at_the_hosts_jwt()
    {
        Lab.Policy.Decide(Lab.Request()).Position.ShouldBe(new SourcePosition(File, 12, 13));
    }

    [Fact]
    public void A_bad_token_points_at_the_provider()
    {
        Lab.Policy.Decide(Requests.WithToken("a.b.c", Lab.Path)).Position.ShouldBe(new SourcePosition(File, 14, 17));
    }

    [Fact]
    public void A_lacking_claim_points_at_the_routes_rbac()
    {
        var decision = WithOwnKey.Decide(Requests.WithToken(Keys.Rsa.Sign("""{"iss":"solo.io"}"""), Lab.Path));

        decision.ShouldRefuse(403, ReasonCodes.RbacDenied).Body.ShouldBe("RBAC: access denied");
        decision.Position.ShouldBe(new SourcePosition(File, 39, 13));
    }

    [Fact]
    public void A_path_without_a_route_points_at_the_virtual_host()
    {
        Lab.Policy.Decide(Lab.Request("/")).Position.ShouldBe(new SourcePosition(File, 8, 5));
    }

    [Fact]
    public void Forwarding_points_at_the_routeAction()
    {
        Lab.Policy.Decide(Lab.RequestWithToken()).Position.ShouldBe(new SourcePosition(File, 31, 11));
    }

    [Fact]
    public void Encoded_dot_segments_point_at_the_route()
    {
        Lab.Policy.Decide(Lab.RequestWithToken(Lab.Path + "/%252e%252e/x")).Position.ShouldBe(new SourcePosition(File, 28, 9));
    }

    [Fact]
    public void The_route_is_named_with_its_place()
    {
        var route = Lab.Policy.Decide(Lab.Request()).Route.ShouldNotBeNull();

        route.ToString().ShouldBe("default/ai-services-vs:routes[0]");
        route.Position.ShouldBe(new SourcePosition(File, 28, 9));
    }

    [Fact]
    public void Each_header_change_points_at_the_line_that_asks_for_it()
    {
        var changes = Lab.Policy.Decide(Lab.RequestWithToken()).ShouldForward().RequestHeaders;

        changes.Select(c => (c.ToString(), c.Origin.Line)).ShouldBe(
            [("Remove authorization", 14), ("Set Content-Type", 49), ("Append secret default/hftoken", 53)]);
    }

    [Fact]
    public void A_malformed_target_and_an_unknown_host_point_nowhere()
    {
        var policy = Compiling.Policy(Manifest.Service("vs", "a.example", "- directResponseAction: {status: 200}"));

        policy.Decide(Requests.Get("/#")).Position.ShouldBeNull();
        policy.Decide(Requests.To("b.example")).Position.ShouldBeNull();
    }

    private static string OwnKey(string manifest)
    {
        string[] lines = manifest.Split('\n');
        string indent = new(' ', 22);
        return string.Join('\n', [.. lines[..17], .. Keys.Rsa.PublicKey.Split('\n').Select(l => indent + l), .. lines[26..]]);
    }
}
