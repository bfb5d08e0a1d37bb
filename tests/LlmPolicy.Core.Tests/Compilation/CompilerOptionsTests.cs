namespace LlmPolicy.Tests;

public sealed class CompilerOptionsTests
{
    private static readonly string Responding = Manifest.Service("- directResponseAction: {status: 200}");

    [Fact]
    public void A_rule_that_does_not_exist_is_an_error_that_names_the_nearest()
    {
        var diagnostic = Compiling.Diagnostics(Responding, Compiling.Lax("token.crt")).ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.UnknownRule);
        diagnostic.Severity.ShouldBe(DiagnosticSeverity.Error);
        diagnostic.Remedy.ShouldBe("Did you mean 'token.crit'?");
    }

    [Fact]
    public void An_address_from_the_options_replaces_the_manifests_with_its_tls_and_name()
    {
        var options = new PolicyCompilerOptions { Upstreams = new Dictionary<ResourceName, Uri> { [new("default", "up")] = new("https://other.example:8443") } };

        var upstream = Compiling.Policy(Manifest.Service(Manifest.ForwardAll), options).Upstreams.ShouldHaveSingleItem();

        upstream.Tls.ShouldBeTrue();
        upstream.Endpoints.ShouldBe([new UpstreamEndpoint { Host = "other.example", Port = 8443, Sni = "other.example" }]);
    }

    [Fact]
    public void An_address_from_the_options_stands_for_an_Upstream_that_nothing_defines()
    {
        var options = new PolicyCompilerOptions { Upstreams = new Dictionary<ResourceName, Uri> { [new("default", "none")] = new("http://127.0.0.1:5000") } };

        var policy = Compiling.Policy(Manifest.Service("vs", "'*'", "- routeAction: {single: {upstream: {name: none}}}"), options);

        policy.Upstreams.ShouldHaveSingleItem().Endpoints.ShouldBe([new UpstreamEndpoint { Host = "127.0.0.1", Port = 5000 }]);
        policy.Decide(Requests.Get("/")).ShouldForward();
    }

    [Fact]
    public void A_guard_takes_a_missing_Upstream_and_a_missing_Secret_as_warnings()
    {
        string manifest = Manifest.Service("""
            - routeAction: {single: {upstream: {name: none}}}
              options: {headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: none, namespace: default}}]}}
            """);
        var options = new PolicyCompilerOptions { MissingUpstream = DiagnosticSeverity.Warning, MissingSecret = DiagnosticSeverity.Warning };

        var compilation = Compiling.Compile(manifest, options);

        compilation.Succeeded.ShouldBeTrue();
        compilation.Diagnostics.Select(d => (d.Code, d.Severity)).ShouldBe(
            [(DiagnosticCodes.MissingUpstream, DiagnosticSeverity.Warning), (DiagnosticCodes.MissingSecret, DiagnosticSeverity.Warning)]);
    }

    [Fact]
    public void A_secret_that_the_host_supplies_is_not_missed()
    {
        var options = new PolicyCompilerOptions { Secrets = new HashSet<ResourceName> { new("default", "s") } };

        Compiling.Diagnostics(Manifest.Route("headerManipulation: {requestHeadersToAdd: [{headerSecretRef: {name: s, namespace: default}}]}"), options).ShouldBeEmpty();
    }

    [Fact]
    [AbuseCase("C2")]
    public void RequireRbac_denies_where_nobody_asks_for_a_claim()
    {
        var policy = Compiling.Policy(Responding, new PolicyCompilerOptions { RequireRbac = true });

        policy.Decide(Requests.Get("/")).ShouldRefuse(403, ReasonCodes.RbacDenied);
        Compiling.Policy(Responding).Decide(Requests.Get("/")).ShouldRespond(200);
    }

    [Fact]
    public void The_generation_changes_with_the_manifests_and_the_options_and_with_nothing_else()
    {
        string Generation(string manifest, PolicyCompilerOptions? options = null) => Compiling.Policy(manifest, options).Generation;

        Generation(Responding).ShouldBe(Generation(Responding));
        Generation(Responding).ShouldNotBe(Generation(Responding.Replace("200", "201", StringComparison.Ordinal)));
        Generation(Responding).ShouldNotBe(Generation(Responding, Compiling.Lax(StrictnessRules.TokenSize)));
        Generation(Responding).ShouldNotBe(Generation(Responding, new PolicyCompilerOptions { RequireRbac = true }));
        Generation(Responding).ShouldNotBe(Generation(Responding, new PolicyCompilerOptions { RefusalBodies = RefusalBodies.Provider }));
    }

    [Fact]
    public void A_rotated_secret_is_no_new_generation_and_its_value_is_not_in_the_name()
    {
        string With(string value) => Responding + Manifest.Secret("s", $"Authorization: {value}");

        Compiling.Policy(With("Bearer a")).Generation.ShouldBe(Compiling.Policy(With("Bearer b")).Generation);
        Compiling.Policy(With("Bearer a")).Generation.ShouldNotBe(Compiling.Policy(Responding).Generation);

        string Inline(string key) => $"{Manifest.Service("- routeAction: {single: {upstream: {name: ai}}}")}\n---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {{name: ai}}\nspec: {{ai: {{openai: {{authToken: {{inline: {key}}}}}}}}}";
        Compiling.Policy(Inline("sk-a")).Generation.ShouldBe(Compiling.Policy(Inline("sk-b")).Generation);
    }

    [Fact]
    public void A_secret_that_only_the_host_knows_is_part_of_a_generation_by_its_name()
    {
        static string Named(params string[] names) => Compiling.Policy(
            Responding, new PolicyCompilerOptions { Secrets = names.Select(name => new ResourceName("default", name)).ToHashSet() }).Generation;

        Named("a").ShouldNotBe(Named());
        Named("a").ShouldNotBe(Named("b"));
        Named("a", "b").ShouldBe(Named("b", "a"));
    }

    [Fact]
    public void Nothing_to_compile_is_a_warning_and_a_policy_that_answers_nothing_but_404()
    {
        var compilation = PolicyCompiler.Compile([]);

        compilation.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.NoVirtualService);
        compilation.Policy!.Decide(Requests.Get("/")).ShouldRefuse(404, ReasonCodes.NoVirtualHost);
    }
}
