namespace LlmPolicy.Tests;

/// <summary>Routes in route tables, and options kept elsewhere.</summary>
public sealed class DelegationTests
{
    private const string Answer = "directResponseAction: {status: 200, body: BODY}";

    [Fact]
    public void A_route_table_goes_on_where_a_route_delegates()
    {
        var policy = Compiling.Policy(
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t, namespace: default}}}\n- directResponseAction: {status: 200, body: last}")
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
        var policy = Compiling.Policy(Manifest.Service("- delegateAction: {ref: {name: t, namespace: default}}") + Table("t", $"- {Answer}"));

        Body(policy, "/any").ShouldBe("BODY");
    }

    [Fact]
    public void Path_conditions_are_inherited_where_the_manifest_says_so()
    {
        var policy = Compiling.Policy(
            Manifest.Service("- {matchers: [{prefix: /a, methods: [POST]}], inheritablePathMatchers: true, inheritableMatchers: true, delegateAction: {ref: {name: t, namespace: default}}}")
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
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t, namespace: default}}}") + Table("t", $"- {{matchers: [{matcher}], {Answer}}}"));

        (compilation.Diagnostics.ShouldHaveSingleItem().Code, compilation.Succeeded).ShouldBe((DiagnosticCodes.Delegation, true));
        compilation.Policy!.Decide(Requests.Get("/a")).ShouldRespond(404);
        compilation.Policy!.Decide(Requests.Get("/b")).ShouldRespond(404);
    }

    [Fact]
    public void A_table_may_not_drop_its_parents_conditions()
    {
        const string Parent = "- {matchers: [{prefix: /a, headers: [{name: x-a}], methods: [GET]}], delegateAction: {ref: {name: t, namespace: default}}}";

        Compiling.Diagnostics(Manifest.Service(Parent) + Table("t", $"- {{matchers: [{{prefix: /a}}], {Answer}}}")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Delegation);
        Compiling.Diagnostics(Manifest.Service(Parent) + Table("t", $"- {{matchers: [{{prefix: /a, headers: [{{name: x-a}}], methods: [GET]}}], {Answer}}}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{headers: [{name: x-team, value: a}]}", "false")]
    [InlineData("{headers: [{name: x-team, value: a}]}", "true")]
    [InlineData("{methods: [POST]}", "true")]
    [InlineData("{queryParameters: [{name: q}], caseSensitive: false}", "false")]
    public void A_delegating_matcher_without_a_path_is_forgotten_with_all_that_it_asks(string matcher, string inheritable)
    {
        var policy = Compiling.Policy(
            Manifest.Service($"- {{matchers: [{matcher}], inheritableMatchers: {inheritable}, delegateAction: {{ref: {{name: t, namespace: default}}}}}}")
            + Table("t", $"- {{matchers: [{{prefix: /a}}], {Answer}}}"));

        Body(policy, "/a").ShouldBe("BODY");
    }

    [Theory]
    [InlineData("[{name: x-a, value: one}]", 200)]
    [InlineData("[{name: x-b}, {name: x-a, value: one}]", 200)]
    [InlineData("[{name: x-a, value: two}, {name: x-a, value: one}]", 200)]
    [InlineData("[{name: x-a, value: one}, {name: x-a, value: two}]", 404)]
    [InlineData("[{name: x-a, value: one, regex: true}]", 404)]
    [InlineData("[{name: X-A, value: one}]", 404)]
    public void Of_several_conditions_on_a_header_a_tables_route_has_to_have_its_parents_last(string headers, int status)
    {
        var policy = Compiling.Policy(
            Manifest.Service("- {matchers: [{prefix: /a, headers: [{name: x-a, value: one}]}], delegateAction: {ref: {name: t, namespace: default}}}")
            + Table("t", $"- {{matchers: [{{prefix: /a, headers: {headers}}}], {Answer}}}"));

        policy.Decide(Requests.Get("/a", ("x-a", "one"), ("x-b", "1"), ("x-a", "two"))).ShouldRespond(status);
    }

    [Fact]
    public void A_parents_header_without_a_value_is_the_childs_with_an_empty_one()
    {
        Compiling.Diagnostics(
            Manifest.Service("- {matchers: [{prefix: /a, headers: [{name: x-a}]}], delegateAction: {ref: {name: t, namespace: default}}}")
            + Table("t", $"- {{matchers: [{{prefix: /a, headers: [{{name: x-a, value: ''}}]}}], {Answer}}}")).ShouldBeEmpty();
    }

    [Fact]
    public void A_route_to_a_table_that_is_missing_is_left_out_and_the_others_serve()
    {
        var compilation = Compiling.Compile(
            Manifest.Service("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t, namespace: default}}}\n- directResponseAction: {status: 200, body: last}"));

        compilation.Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Warning);
        Body(compilation.Policy!, "/a").ShouldBe("last");
    }

    [Theory]
    [InlineData("{name: t, namespace: default}")]
    [InlineData("{name: t, namespace: default, selector: {labels: {any: table}}}")]
    [InlineData("{ref: {name: none, namespace: default}, selector: {}}")]
    public void The_old_form_comes_before_a_selector_and_that_before_a_reference(string action)
    {
        Body(Compiling.Policy(Manifest.Service($"- delegateAction: {action}") + Table("t", $"- {Answer}")), "/").ShouldBe("BODY");
    }

    [Fact]
    public void A_tables_destination_is_in_the_tables_namespace()
    {
        var policy = Compiling.Policy(
            Manifest.Service("- delegateAction: {ref: {name: t, namespace: team}}")
            + "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {name: t, namespace: team}\n"
            + "spec: {routes: [{routeAction: {single: {upstream: {name: own}}}}]}\n"
            + "---\napiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: own, namespace: team}\nspec: {static: {hosts: [{addr: a.example, port: 80}]}}\n");

        policy.Decide(Requests.Get("/")).ShouldForward().Upstream.ShouldBe(new ResourceName("team", "own"));
    }

    [Fact]
    public void Options_that_are_null_or_empty_lists_take_the_parents_and_other_empty_ones_do_not()
    {
        var policy = Compiling.Policy(
            Manifest.Service("""
                - matchers: [{prefix: /}]
                  delegateAction: {ref: {name: t, namespace: default}}
                  options: {prefixRewrite: /parent/, timeout: 5s, upgrades: [{websocket: {enabled: false}}]}
                """)
            + Table("t", $$"""
                - {matchers: [{prefix: /a}], routeAction: {{Manifest.ToUp}}, options: {prefixRewrite: '', timeout: 0s, upgrades: []} }
                - {matchers: [{prefix: /}], routeAction: {{Manifest.ToUp}}, options: {prefixRewrite: null, timeout: null} }
                """));

        var own = policy.Decide(Requests.Get("/a")).ShouldForward();
        (own.Target, own.Timeout).ShouldBe(("/a", null));
        policy.Decide(Requests.Get("/a", ("upgrade", "websocket"), ("connection", "upgrade"))).ShouldRespond(403);
        var inherited = policy.Decide(Requests.Get("/b")).ShouldForward();
        (inherited.Target, inherited.Timeout).ShouldBe(("/parent/b", TimeSpan.FromSeconds(5)));
    }

    /// <summary>Gloo's documentation has none; the order was seen of its translator.</summary>
    [Fact]
    public void Tables_of_one_weight_are_put_together_by_methods_kind_of_path_and_path()
    {
        const string Respond = "directResponseAction: {status: 200}";
        var policy = Compiling.Policy(
            Manifest.Service("- delegateAction: {selector: {labels: {team: x}}}")
            + Table("x", $$"""
                - {matchers: [{prefix: /b}], {{Respond}} }
                - {matchers: [{exact: /b}], {{Respond}} }
                - {matchers: [{prefix: /z}, {exact: /y}], {{Respond}} }
                - {matchers: [{regex: '/a.*'}], {{Respond}} }
                """, "team: x")
            + Table("yy", $$"""
                - {matchers: [{prefix: /a, methods: [GET]}], {{Respond}} }
                - {matchers: [{prefix: /, methods: [GET, POST]}], {{Respond}} }
                - {matchers: [{prefix: /b, headers: [{name: x}]}], {{Respond}} }
                - {{Respond}}
                """, "team: x")
            + Table("z", $"- {{matchers: [{{exact: /heavier}}], {Respond}}}", "team: x", weight: 1));

        policy.Routes.Select(r => string.Join(" + ", r.Matchers)).ShouldBe(
        [
            "prefix /, GET|POST", "prefix /a, GET", "prefix /z + exact /y", "exact /b", "regex /a.*", "prefix /b", "prefix /b, header x present", "prefix /", "exact /heavier",
        ]);
    }

    [Fact]
    public void Options_are_inherited_field_by_field_and_the_tables_own_win()
    {
        var policy = Compiling.Policy(
            Manifest.Service("""
                - matchers: [{prefix: /}]
                  delegateAction: {ref: {name: t, namespace: default}}
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
                  delegateAction: {ref: {name: t, namespace: default}}
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
            + Table("other", "- {matchers: [{prefix: /a/c}], directResponseAction: {status: 200, body: other}}", "team: other"));

        Body(policy, "/a/b").ShouldBe("long");
        Body(policy, "/a/c").ShouldBe("short");
    }

    [Theory]
    [InlineData("{key: team, operator: In, values: [x, z]}", true)]
    [InlineData("{key: team, operator: Equals, values: [x]}", true)]
    [InlineData("{key: team, operator: NotIn, values: [x]}", false)]
    [InlineData("{key: team, operator: NotEquals, values: [z]}", true)]
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
        var policy = Compiling.Policy(
            Manifest.Service($"- delegateAction: {{selector: {{expressions: [{expression}]}}}}") + Table("t", $"- {Answer}", "team: x, size: '5'"));

        policy.Decide(Requests.Get("/")).ShouldRespond(selected ? 200 : 404);
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

    private static string Table(string name, string routes, string labels = "", int weight = 0) =>
        $"\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n"
        + $"spec:\n  weight: {weight}\n  routes:\n{string.Join('\n', routes.Split('\n').Select(l => "    " + l))}\n";

    private static string Options(string kind, string name, string options) =>
        $"\n---\napiVersion: gateway.solo.io/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{options: {options}}}\n";
}
