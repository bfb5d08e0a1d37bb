namespace LlmPolicy.Tests;

/// <summary>What a manifest refers to and nothing defines, taken as Gloo takes it: <c>MissingReferences</c> is a warning.</summary>
public sealed class MissingTests
{
    private static readonly PolicyCompilerOptions AsGloo = new() { MissingReferences = DiagnosticSeverity.Warning };

    [Fact]
    public void Without_it_what_is_missing_is_an_error_that_names_the_rule()
    {
        string manifest = Manifest.Service(
            "- {routeAction: {single: {upstream: {name: nowhere}}}, optionsConfigRefs: {delegateOptions: [{name: o, namespace: default}]}}");

        Compiling.Compile(manifest).Policy.ShouldBeNull();
        Compiling.Diagnostics(manifest).ShouldAllBe(d => d.Rule == StrictnessRules.ReferenceMissing && d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Options_are_passed_over_and_the_next_ones_count()
    {
        var policy = Compiling.Policy(
            Manifest.Service($$"""
                - routeAction: {{Manifest.ToUp}}
                  optionsConfigRefs: {delegateOptions: [{name: none, namespace: default}, {name: some, namespace: default}]}
                """)
            + "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteOption\nmetadata: {name: some}\nspec: {options: {prefixRewrite: /b}}\n",
            AsGloo);

        policy.Decide(Requests.Get("/")).ShouldForward().Target.ShouldBe("/b");
    }

    [Fact]
    public void An_Upstream_answers_503_behind_the_routes_guards()
    {
        var policy = Compiling.Policy(Manifest.Service("- routeAction: {single: {upstream: {name: nowhere}}}", Manifest.Jwt(Keys.Hmac.PublicKey)), AsGloo);

        policy.Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("{}"))).ShouldRefuse(503, ReasonCodes.UpstreamUnavailable).Body.ShouldBeEmpty();
    }

    [Fact]
    public void Of_several_destinations_the_missing_one_answers_for_its_share()
    {
        var policy = Compiling.Policy(
            Manifest.Service("- routeAction: {multi: {destinations: [{weight: 1, destination: {upstream: {name: nowhere}}}, {weight: 1, destination: {upstream: {name: up}}}]}}"),
            AsGloo);

        policy.Decide(Drawn(0.25)).ShouldRespond(503);
        policy.Decide(Drawn(0.75)).ShouldForward().Upstream.Name.ShouldBe("up");
    }

    [Fact]
    public void A_guard_forwards_nothing_and_lets_its_app_answer()
    {
        var guard = new PolicyCompilerOptions { MissingReferences = DiagnosticSeverity.Warning, MissingUpstream = DiagnosticSeverity.Warning };

        Compiling.Policy(Manifest.Service("- routeAction: {single: {upstream: {name: nowhere}}}"), guard).Decide(Requests.Get("/")).ShouldForward();
    }

    [Fact]
    public void A_VirtualService_without_a_host_answers_404_to_every_host()
    {
        const string Service = "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {}\n";

        Compiling.Policy(Service).Decide(Requests.Get("/")).ShouldRefuse(404, ReasonCodes.NoRoute);
        Compiling.Compile(Service + Manifest.Service("- directResponseAction: {status: 200}")).Succeeded.ShouldBeFalse("it has the domain *");
    }

    private static PolicyRequest Drawn(double draw) => new() { Method = "GET", Target = "/", Authority = "example.com", Draw = draw };
}
