namespace LlmPolicy.Tests;

/// <summary>LLMP200x and LLMP2078: routes, matchers, rewrites, and transformations that lead to another route.</summary>
internal static class RouteTraps
{
    private const string Unreachable = DiagnosticCodes.UnreachableRoute;

    public static IReadOnlyDictionary<string, Trap> All { get; } = new Dictionary<string, Trap>
    {
        ["a route behind one for every path"] = new(Unreachable, Second("prefix: /", "prefix: /a"), "policy.yaml(11,7)"),
        ["a route behind one without matchers"] = new(Unreachable, Sound.Host($"- {{{Sound.Forward}}}\n- §matchers: [{{prefix: /a}}]\n  {Sound.Forward}"), "policy.yaml(11,7)"),
        ["a route without matchers behind another"] = new(Unreachable, Sound.Host($"- {{{Sound.Forward}}}\n- §{Sound.Forward}"), "(11,7)"),
        ["a longer prefix behind a shorter one"] = new(Unreachable, Second("prefix: /a", "prefix: /ab/c"), "(11,7)"),
        ["an exact path behind its prefix"] = new(Unreachable, Second("prefix: /a", "exact: /a/b"), "(11,7)"),
        ["an exact path behind itself"] = new(Unreachable, Second("exact: /a", "exact: /a"), "(11,7)"),
        ["a regex behind itself"] = new(Unreachable, Second("regex: '/a[0-9]+'", "regex: '/a[0-9]+'"), "(11,7)"),
        ["a regex behind one for every path"] = new(Unreachable, Second("prefix: /", "regex: '/a[0-9]+'"), "(11,7)"),
        ["another spelling behind one that minds no case"] = new(Unreachable, Second("prefix: /Chat, caseSensitive: false", "prefix: /chAT/v1"), "(11,7)"),
        ["an exact spelling behind one that minds no case"] = new(Unreachable, Second("exact: /Chat, caseSensitive: false", "exact: /chAT"), "(11,7)"),
        ["a path without letters that minds no case behind itself"] = new(Unreachable, Second("exact: /1", "exact: /1, caseSensitive: false"), "(11,7)"),
        ["fewer methods behind more"] = new(Unreachable, Second("prefix: /, methods: [GET, POST]", "prefix: /, methods: [POST]"), "(11,7)"),
        ["a condition behind none"] = new(Unreachable, Second("prefix: /", "prefix: /, headers: [{name: x-a, value: b}], queryParameters: [{name: q}]"), "(11,7)"),
        ["two conditions behind one of them"] = new(
            Unreachable, Second("prefix: /, headers: [{name: X-A, value: b}]", "prefix: /, headers: [{name: x-c}, {name: x-a, value: b}]"), "(11,7)"),
        ["two conditions behind one of them, among many others"] = new(
            Unreachable, Sound.Host(Tenants(40) + "\n- §" + Tenant("{name: x-b}, {name: x-tenant, value: t7}")), "(18,7)"),
        ["a parameter behind itself"] = new(
            Unreachable, Second("prefix: /, queryParameters: [{name: q, value: '1'}]", "prefix: /a, queryParameters: [{name: q, value: '1'}]"), "(11,7)"),
        ["a route of which each matcher is covered by another"] = new(
            Unreachable,
            Sound.Host($"- {{matchers: [{{prefix: /a}}], {Sound.Forward}}}\n- {{matchers: [{{prefix: /b}}], {Sound.Forward}}}\n- §{{matchers: [{{exact: /a/1}}, {{exact: /b/1}}], {Sound.Forward}}}"),
            "(12,7)"),
        ["a table's route behind another of its table"] = new(
            Unreachable,
            Sound.Host("- {matchers: [{prefix: /a}], delegateAction: {ref: {name: t, namespace: default}}}", beside: Table(
                $"[{{matchers: [{{prefix: /a/b}}], {Sound.Forward}}}, §{{matchers: [{{exact: /a/b/c}}], {Sound.Forward}}}]")),
            "The route is never reached"),
        ["a prefix that asks for a token beside an open route"] = MergedSlashes(
            Sound.Route("prefix: §/v1") + "\n" + Sound.Route("prefix: /", "{jwt: {disable: true}}"), "'//v1'"),
        ["an exact path that asks for a token beside an open route"] = MergedSlashes(
            Sound.Route("exact: §/v1/chat") + "\n" + Sound.Route("prefix: /", "{jwt: {disable: true}}"), "'//v1/chat'"),
        ["a prefix below an open one"] = MergedSlashes(
            Sound.Route("prefix: §/api/admin") + "\n" + Sound.Route("prefix: /api", "{jwt: {disable: true}}"), "'/api//admin'"),
        ["a prefix that asks for a claim beside one that asks for a token"] = MergedSlashes(
            Sound.Route("prefix: §/v1", "{" + Sound.Rbac + "}") + "\n" + Sound.Route("prefix: /"), "'//v1'"),
        ["a prefix that refuses beside an open route"] = MergedSlashes(
            "- {matchers: [{prefix: §/admin}], directResponseAction: {status: 403}}\n" + Sound.Route("prefix: /"), "'//admin'"),
        ["a prefix beside an open route for one method"] = MergedSlashes(
            Sound.Route("prefix: §/v1") + "\n" + Sound.Route("prefix: /, methods: [GET]", "{jwt: {disable: true}}"), "'//v1'"),
        ["a prefix without its slash"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("prefix: §chat")), "'chat'"),
        ["an exact path without its slash"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("exact: §chat/v1")), "'chat/v1'"),
        ["a regex that begins with a letter"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("regex: §'chat/.*'")), "'c'"),
        ["a regex that begins with a letter behind its anchor"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("regex: §'^chat/.*'")), "'c'"),
        ["a regex with the query"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route(@"regex: §'/chat\?model=.*'")), "query"),
        ["a regex with its end in the middle"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("regex: §'/chat$/v1'")), "'$'"),
        ["a regex with its beginning in the middle"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("regex: §'/chat^v1'")), "'^'"),
        ["a header's regex with its end in the middle"] = new(
            DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("prefix: /, headers: [{name: x-a, value: §'a$b', regex: true}]")), "'$'"),
        ["a parameter's regex with its end in the middle"] = new(
            DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("prefix: /, queryParameters: [{name: q, value: §'a$b', regex: true}]")), "'$'"),
        ["a method in small letters"] = new(DiagnosticCodes.MatcherNeverMatches, Sound.Host(Sound.Route("prefix: /, methods: [GET, §post]")), "'post'"),
        ["a prefix inside a segment that is rewritten"] = new(
            DiagnosticCodes.PrefixInsideSegment, Sound.Host(Sound.Route("prefix: §/chat", "{prefixRewrite: /v1/chat}")), "/chat-xl reaches /v1/chat-xl"),
        ["a prefix inside a segment whose rewrite stands in a RouteOption"] = new(
            DiagnosticCodes.PrefixInsideSegment,
            Sound.Host(
                $"- {{matchers: [{{prefix: §/chat}}], {Sound.Forward}, optionsConfigRefs: {{delegateOptions: [{{name: o, namespace: default}}]}}}}",
                beside: "\n---\napiVersion: gateway.solo.io/v1\nkind: RouteOption\nmetadata: {name: o}\nspec: {options: {prefixRewrite: /v1}}\n"),
            "/chat-xl reaches /v1-xl"),
        ["a slash that is lost"] = new(DiagnosticCodes.RewriteSlash, Sound.Host(Sound.Route("prefix: /chat/", "{prefixRewrite: §/v1}")), "/chat/a becomes /v1a"),
        ["a table that a header alone seems to guard"] = new(DiagnosticCodes.DelegationOpen, Delegated("{headers: [{name: x-team, value: a}]}"), "its headers included"),
        ["a table that methods alone seem to guard"] = new(
            DiagnosticCodes.DelegationOpen, Delegated("{methods: [GET], queryParameters: [{name: q}]}"), "its queryParameters and methods included"),
        ["an Upstream that the caller names"] = new(
            DiagnosticCodes.CallerNamesUpstream, Sound.Host("- {matchers: [{prefix: /}], routeAction: {clusterHeader: §x-cluster}}"), "x-cluster"),
        ["a slash that is lost of every path"] = new(DiagnosticCodes.RewriteSlash, Sound.Host($"- {{{Sound.Forward}, options: {{prefixRewrite: §/v1}}}}"), "/a becomes /v1a"),
        ["a token that is asked for too late"] = new(
            DiagnosticCodes.GuardsPassedBy,
            Rerouted("transformations: {entry}", "headers: {x-tier: {text: gold}}", $"{{jwtProvidersStaged: {{afterExtAuth: {{providers: {{{Sound.Provider("p")}}}}}}}}}"), "by jwt"),
        ["claims that are asked for too late"] = new(
            DiagnosticCodes.GuardsPassedBy, Rerouted("transformations: {entry}", "headersToRemove: [X-Tier]", $"{{{Sound.Rbac}}}", Sound.Jwt), "by rbac"),
    };

    public static IReadOnlyDictionary<string, string> NearMisses { get; } = new Dictionary<string, string>
    {
        ["another route before tokens are asked for"] =
            Rerouted("stagedTransformations: {early: {requestTransforms: [{entry}]}}", "headers: {x-tier: {text: gold}}", $"{{{Sound.Rbac}}}", Sound.Jwt).Replace("§", ""),
        ["a header by which no other route is chosen"] = Rerouted("transformations: {entry}", "headers: {x-other: {text: gold}}", $"{{{Sound.Rbac}}}", Sound.Jwt).Replace("§", ""),
        ["another route that asks the same"] = Rerouted("transformations: {entry}", "headers: {x-tier: {text: gold}}", "{}", $"{Sound.Jwt}\n{Sound.Rbac}").Replace("§", ""),
        ["a guarded prefix and no other route"] = Sound.Host(Sound.Route("prefix: /v1"), Sound.Jwt),
        ["a guarded prefix beside one that asks for as much"] = Sound.Host(Sound.Route("prefix: /v1") + "\n" + Sound.Route("prefix: /"), Sound.Jwt),
        ["an open prefix beside a guarded one"] = Sound.Host(Sound.Route("prefix: /v1", "{jwt: {disable: true}}") + "\n" + Sound.Route("prefix: /"), Sound.Jwt),
        ["a guarded prefix beside an open one elsewhere"] = Sound.Host(Sound.Route("prefix: /v1") + "\n" + Sound.Route("prefix: /docs", "{jwt: {disable: true}}"), Sound.Jwt),
        ["a guarded prefix beside an open one to another Upstream"] = Sound.Host(
            Sound.Route("prefix: /v1") + "\n- {matchers: [{prefix: /}], routeAction: {single: {upstream: {name: other}}}, options: {jwt: {disable: true}}}", Sound.Jwt,
            Sound.Upstream("other", "{static: {hosts: [{addr: b.example, port: 443}]}}")),
        ["a guarded prefix beside an open one that answers"] = Sound.Host(
            Sound.Route("prefix: /v1") + "\n- {matchers: [{prefix: /}], directResponseAction: {status: 404}, options: {jwt: {disable: true}}}", Sound.Jwt),
        ["a guarded prefix that is rewritten"] = Sound.Host(
            Sound.Route("prefix: /v1/", "{prefixRewrite: /models/}") + "\n" + Sound.Route("prefix: /", "{jwt: {disable: true}}"), Sound.Jwt),
        ["a longer prefix before a shorter one"] = First("prefix: /ab/c", "prefix: /a"),
        ["a prefix behind one of its exact paths"] = First("exact: /a", "prefix: /a"),
        ["a sibling"] = First("prefix: /a/b", "prefix: /a/c"),
        ["another spelling"] = First("prefix: /Chat", "prefix: /chat"),
        ["a spelling that minds no case behind one that does"] = First("prefix: /chat", "prefix: /chat, caseSensitive: false"),
        ["an exact spelling that minds no case behind one that does"] = First("exact: /chat", "exact: /chat, caseSensitive: false"),
        ["a regex under a prefix"] = First("prefix: /a", "regex: '/a[0-9]+'"),
        ["another regex"] = First("regex: '/a[0-9]+'", "regex: '/a[0-9]*'"),
        ["a prefix behind a regex"] = First("regex: '/a.*'", "prefix: /a"),
        ["more methods behind fewer"] = First("prefix: /, methods: [GET]", "prefix: /, methods: [GET, POST]"),
        ["every method behind some"] = First("prefix: /, methods: [GET]", "prefix: /"),
        ["no condition behind one"] = First("prefix: /, headers: [{name: x-a, value: b}]", "prefix: /"),
        ["another value of a header"] = First("prefix: /, headers: [{name: x-a, value: b}]", "prefix: /, headers: [{name: x-a, value: c}]"),
        ["the same header turned round"] = First("prefix: /, headers: [{name: x-a, value: b}]", "prefix: /, headers: [{name: x-a, value: b, invertMatch: true}]"),
        ["the same value as a regex"] = First("prefix: /, headers: [{name: x-a, value: b}]", "prefix: /, headers: [{name: x-a, value: b, regex: true}]"),
        ["another value than any of many others"] = Sound.Host(Tenants(40) + "\n- " + Tenant("{name: x-b}, {name: x-tenant, value: t40}")),
        ["a parameter of a header's name"] = First("prefix: /, headers: [{name: q, value: b}]", "prefix: /, queryParameters: [{name: q, value: b}]"),
        ["values that hold what conditions are told apart by"] = First(
            "prefix: /, queryParameters: [{name: q, value: False 1}]", "prefix: /, queryParameters: [{name: q False, value: '1'}]"),
        ["a route of which one matcher is covered"] = Sound.Host(
            $"- {{matchers: [{{prefix: /a}}], {Sound.Forward}}}\n- {{matchers: [{{exact: /a/1}}, {{exact: /b}}], {Sound.Forward}}}"),
        ["a host's path behind another host's"] = Manifest.Service("b", "b.example", $"- {{matchers: [{{prefix: /a}}], {Sound.Forward}}}")
            + Sound.Host($"- {{matchers: [{{prefix: /a}}], {Sound.Forward}}}").Replace("'*'", "a.example"),
        ["a regex that begins with any character"] = Sound.Host(Sound.Route("regex: '.*/chat'")),
        ["a regex that may begin with a letter"] = Sound.Host(Sound.Route("regex: 'a?/chat'")),
        ["a regex of which another alternative matches"] = Sound.Host(Sound.Route("regex: 'a|/chat'")),
        ["a regex in a group"] = Sound.Host(Sound.Route("regex: '(/chat|/v1)/.*'")),
        ["a regex that may have a question mark"] = Sound.Host(Sound.Route(@"regex: '/chat(\?.*)?'")),
        ["a regex with both anchors"] = Sound.Host(Sound.Route("regex: '^/chat/[a-z]+$'")),
        ["a regex with an anchor in a class"] = Sound.Host(Sound.Route("regex: '/chat[$^a]b'")),
        ["a regex with an anchor that is none"] = Sound.Host(Sound.Route(@"regex: '/chat\$b'")),
        ["a value with an anchor in the middle that is no regex"] = Sound.Host(Sound.Route("prefix: /, headers: [{name: x-a, value: 'a$b'}]")),
        ["methods that few know"] = Sound.Host(Sound.Route("prefix: /, methods: [PROPFIND, PATCH]")),
        ["a table behind a header and a path"] = Delegated("{prefix: /, headers: [{name: x-team, value: a}]}", ", headers: [{name: x-team, value: a}]").Replace("§", ""),
        ["a table behind a matcher that asks nothing"] = Delegated("{}").Replace("§", ""),
        ["a prefix with its slash, and its rewrite with one"] = Sound.Host(Sound.Route("prefix: /chat/", "{prefixRewrite: /v1/chat/}")),
        ["an exact path that is rewritten"] = Sound.Host(Sound.Route("exact: /chat", "{prefixRewrite: /v1/chat}")),
        ["a prefix that is rewritten to itself"] = Sound.Host(Sound.Route("prefix: /chat", "{prefixRewrite: /chat}")),
        ["a prefix inside a segment without a rewrite"] = Sound.Host(Sound.Route("prefix: /chat")),
        ["an empty rewrite, which is none"] = Sound.Host(Sound.Route("prefix: /chat/", "{prefixRewrite: ''}")),
        ["every path, rewritten to a folder"] = Sound.Host($"- {{{Sound.Forward}, options: {{prefixRewrite: /v1/}}}}"),
        ["a rewrite with a query"] = Sound.Host(Sound.Route("prefix: /chat/", "{prefixRewrite: '/v1?path='}")),
    };

    private static string Delegated(string matcher, string more = "") => Sound.Host(
        $"- {{matchers: [§{matcher}], delegateAction: {{ref: {{name: t, namespace: default}}}}}}", beside: Table($"[{{matchers: [{{prefix: /{more}}}], {Sound.Forward}}}]"));

    private static string Tenants(int count) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => "- " + Tenant($"{{name: x-tenant, value: t{i}}}")));

    private static string Tenant(string headers) => $"{{matchers: [{{prefix: /, headers: [{headers}]}}], {Sound.Forward}}}";

    private static string Second(string first, string second) => Pair(first, second, "§");

    private static string First(string first, string second) => Pair(first, second, "");

    private static string Pair(string first, string second, string mark) =>
        Sound.Host($"- {{matchers: [{{{first}}}], {Sound.Forward}}}\n- {mark}{{matchers: [{{{second}}}], {Sound.Forward}}}");

    /// <summary>A route that is chosen by x-tier, before one that changes headers and then has its route chosen again.</summary>
    private static string Rerouted(string stage, string template, string options, string ofHost = "{}") => Sound.Host(
        $$"""
        {{Sound.Route("prefix: /, headers: [{name: §x-tier, value: gold}]", options)}}
        {{Sound.Route("prefix: /", $"{{{stage.Replace("entry", $"clearRouteCache: true, requestTransformation: {{transformationTemplate: {{passthrough: {{}}, {template}}}}}", StringComparison.Ordinal)}}}")}}
        """,
        ofHost);

    private static Trap MergedSlashes(string routes, string says) =>
        new(DiagnosticCodes.MergedSlashes, Sound.Host(routes, Sound.Jwt), says) { Severity = DiagnosticSeverity.Note };

    private static string Table(string routes) => $"\n---\napiVersion: gateway.solo.io/v1\nkind: RouteTable\nmetadata: {{name: t}}\nspec: {{routes: {routes}}}\n";
}
