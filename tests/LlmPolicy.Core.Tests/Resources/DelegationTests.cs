namespace LlmPolicy.Tests;

/// <summary>Routes in route tables, and options kept elsewhere.</summary>
public sealed class DelegationTests
{
    private const string Answer = "directResponseAction: {status: 200, body: BODY}";

    [Fact]
    public void A_route_table_goes_on_where_a_route_delegates()
    {
        var policy = Compiling.Policy(
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t}}}\n- directResponseAction: {status: 200, body: last}")
            + Table("t", """
                - {name: one, matchers: [{prefix: /a/1}], directResponseAction: {status: 200, body: one}}
                - {matchers: [{exact: /a/2}], directResponseAction: {status: 200, body: two}}
                """));

        Body(policy, "/a/1").ShouldBe("one");
        Body(policy, "/a/2").ShouldBe("two");
        Body(policy, "/a/3").ShouldBe("last");
        policy.Decide(Requests.Get("/a/1")).Route!.ToString().ShouldBe("default/vs:routes[0].default/t.one");
    }

    [Fact]
    public void A_tables_route_without_a_matcher_takes_everything_under_a_parent_without_one()
    {
        var policy = Compiling.Policy(Manifest.Service("- delegateAction: {ref: {name: t}}") + Table("t", $"- {Answer}"));

        Body(policy, "/any").ShouldBe("BODY");
    }

    [Fact]
    public void Path_conditions_are_inherited_where_the_manifest_says_so()
    {
        var policy = Compiling.Policy(
            Manifest.Service("- {matchers: [{prefix: /a, methods: [POST]}], inheritablePathMatchers: true, inheritableMatchers: true, delegateAction: {ref: {name: t}}}")
            + Table("t", $"- {Answer}"));

        policy.Decide(Requests.Post("/a/1")).ShouldRespond(200);
        policy.Decide(Requests.Get("/a/1")).ShouldRespond(404);
        policy.Decide(Requests.Post("/b")).ShouldRespond(404);
    }

    [Theory]
    [InlineData("{prefix: /b}")]
    [InlineData("{prefix: /}")]
    [InlineData("{prefix: /a, caseSensitive: false}")]
    public void A_tables_route_that_its_parent_does_not_cover_is_left_out_with_a_warning(string matcher)
    {
        var compilation = Compiling.Compile(
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t}}}") + Table("t", $"- {{matchers: [{matcher}], {Answer}}}"));

        (compilation.Diagnostics.ShouldHaveSingleItem().Code, compilation.Succeeded).ShouldBe((DiagnosticCodes.Delegation, true));
        compilation.Policy!.Decide(Requests.Get("/a")).ShouldRespond(404);
        compilation.Policy!.Decide(Requests.Get("/b")).ShouldRespond(404);
    }

    [Fact]
    public void A_table_may_not_drop_its_parents_conditions()
    {
        const string Parent = "- {matchers: [{prefix: /a, headers: [{name: x-a}], methods: [GET]}], delegateAction: {ref: {name: t}}}";

        Compiling.Diagnostics(Manifest.Service(Parent) + Table("t", $"- {{matchers: [{{prefix: /a}}], {Answer}}}")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Delegation);
        Compiling.Diagnostics(Manifest.Service(Parent) + Table("t", $"- {{matchers: [{{prefix: /a, headers: [{{name: x-a}}], methods: [GET]}}], {Answer}}}")).ShouldBeEmpty();
    }

    [Fact]
    public void Options_are_inherited_field_by_field_and_the_tables_own_win()
    {
        var policy = Compiling.Policy(
            Manifest.Service("""
                - matchers: [{prefix: /}]
                  delegateAction: {ref: {name: t}}
                  options: {prefixRewrite: /parent/, hostRewrite: parent.example}
                """)
            + Table("t", $$"""
                - {matchers: [{prefix: /a}], routeAction: {{Manifest.ToUp}}, options: {prefixRewrite: /child} }
                - {matchers: [{prefix: /}], routeAction: {{Manifest.ToUp}} }
                """));

        var own = policy.Decide(Requests.Get("/a")).ShouldForward();
        (own.Target, own.Host).ShouldBe(("/child", "parent.example"));
        policy.Decide(Requests.Get("/b")).ShouldForward().Target.ShouldBe("/parent/b");
    }

    [Fact]
    public void A_parents_rbac_holds_for_the_tables_routes()
    {
        var policy = Compiling.Policy(
            Manifest.Service("""
                - matchers: [{prefix: /}]
                  delegateAction: {ref: {name: t}}
                  options: {rbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {team: data}}}]}}}}
                """, Manifest.Jwt(Keys.Hmac.PublicKey))
            + Table("t", $$"""- {matchers: [{prefix: /a}], {{Answer}}}"""));

        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"team":"web"}"""), "/a")).ShouldRefuse(403, ReasonCodes.RbacDenied);
        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("""{"team":"data"}"""), "/a")).ShouldRespond(200);
    }

    [Fact]
    public void Tables_that_a_label_selects_are_sorted_so_that_the_longer_path_is_found()
    {
        var policy = Compiling.Policy(
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {selector: {labels: {team: x}, namespaces: ['*']}}}")
            + Table("short", "- {matchers: [{prefix: /a}], directResponseAction: {status: 200, body: short}}", "team: x")
            + Table("long", "- {matchers: [{prefix: /a/b}], directResponseAction: {status: 200, body: long}}", "team: x")
            + Table("other", "- {matchers: [{prefix: /a/c}], directResponseAction: {status: 200, body: other}}", "team: y"));

        Body(policy, "/a/b").ShouldBe("long");
        Body(policy, "/a/c").ShouldBe("short");
    }

    [Theory]
    [InlineData("{key: team, operator: In, values: [x, y]}", true)]
    [InlineData("{key: team, operator: Equals, values: [x]}", true)]
    [InlineData("{key: team, operator: NotIn, values: [x]}", false)]
    [InlineData("{key: team, operator: NotEquals, values: [y]}", true)]
    [InlineData("{key: other, operator: NotIn, values: [x]}", true)]
    [InlineData("{key: team, operator: Exists}", true)]
    [InlineData("{key: other, operator: Exists}", false)]
    [InlineData("{key: other, operator: DoesNotExist}", true)]
    [InlineData("{key: size, operator: GreaterThan, values: ['4']}", true)]
    [InlineData("{key: size, operator: GreaterThan, values: ['5']}", false)]
    [InlineData("{key: size, operator: LessThan, values: ['6']}", true)]
    [InlineData("{key: team, operator: LessThan, values: ['6']}", false)]
    public void Tables_are_selected_by_expressions_as_Kubernetes_has_them(string expression, bool selected)
    {
        var compilation = Compiling.Compile(
            Manifest.Service($"- delegateAction: {{selector: {{expressions: [{expression}]}}}}") + Table("t", $"- {Answer}", "team: x, size: '5'"));

        compilation.Succeeded.ShouldBe(selected, string.Join('\n', compilation.Diagnostics));
    }

    [Fact]
    public void Referred_options_fill_what_is_not_set_in_place_and_the_earlier_reference_wins()
    {
        var policy = Compiling.Policy(
            Manifest.Service($$"""
                - routeAction: {{Manifest.ToUp}}
                  options: {prefixRewrite: /own/}
                  optionsConfigRefs: {delegateOptions: [{name: first, namespace: default}, {name: second, namespace: default}]}
                """)
            + Options("RouteOption", "first", "{hostRewrite: first.example}") + Options("RouteOption", "second", "{hostRewrite: second.example, prefixRewrite: /second/, timeout: 7s}"));

        var forwarding = policy.Decide(Requests.Get("/a")).ShouldForward();
        (forwarding.Target, forwarding.Host, forwarding.Timeout).ShouldBe(("/own/a", "first.example", TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public void A_virtual_hosts_tokens_may_be_asked_for_by_referred_options()
    {
        string manifest = Manifest.Service($"- {Answer}").Replace(
            "    routes:", "    optionsConfigRefs: {delegateOptions: [{name: o, namespace: default}]}\n    routes:", StringComparison.Ordinal);

        Compiling.Policy(manifest + Options("VirtualHostOption", "o", $"{{jwt: {{providers: {{p: {{jwks: {{local: {{key: '{Keys.Hmac.PublicKey}'}}}}}}}}}}}}"))
            .Decide(Requests.Get("/")).ShouldRefuse(401, ReasonCodes.JwtMissing);
    }

    private static string? Body(CompiledPolicy policy, string target) => policy.Decide(Requests.Get(target)).Response?.Body;

    private static string Table(string name, string routes, string labels = "") =>
        $"\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n"
        + $"spec:\n  routes:\n{string.Join('\n', routes.Split('\n').Select(l => "    " + l))}\n";

    private static string Options(string kind, string name, string options) =>
        $"\n---\napiVersion: gateway.solo.io/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{options: {options}}}\n";
}
