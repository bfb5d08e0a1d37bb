using static LlmPolicy.Tests.WrittenRules;

namespace LlmPolicy.Tests;

/// <summary>What rateLimitConfigs and ratelimitBasic ask of a request.</summary>
public sealed class LimitReferencesTests
{
    private const string CountAll = "descriptors: [{key: generic_key, value: all, rateLimit: {requestsPerUnit: 4, unit: MINUTE}}], rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]";
    private const string ByUser = "descriptors: [{key: user, rateLimit: {requestsPerUnit: 4, unit: MINUTE}}], rateLimits: [{actions: [{requestHeaders: {headerName: x-user, descriptorKey: user}}]}]";

    private static readonly PolicyRequest Request = Requests.Get("/", ("x-user", "a")) with { RemoteAddress = "192.0.2.7" };

    [Fact]
    public void All_configs_of_a_host_are_asked_at_once_each_behind_its_name() =>
        Asked(Manifest.Route("{}", Refs("one", "two")) + Config(CountAll, "one") + Config(ByUser, "two"))
            .ShouldBe(["rateLimitConfigs solo.io: generic_key=gloo-system.one,generic_key=all; generic_key=gloo-system.two,user=a"]);

    [Fact]
    public void A_routes_own_configs_take_the_place_of_its_hosts() =>
        Asked(Manifest.Route(Refs("two"), Refs("one")) + Config(CountAll, "one") + Config(ByUser, "two"))
            .ShouldBe(["rateLimitConfigs solo.io: generic_key=gloo-system.two,user=a"]);

    [Fact]
    public void Early_and_regular_configs_are_asked_by_themselves() =>
        Asked(Manifest.Route(Refs("one").Replace("rateLimitConfigs", "rateLimitRegularConfigs"), Refs("two").Replace("rateLimitConfigs", "rateLimitEarlyConfigs")) + Config(CountAll, "one") + Config(ByUser, "two"))
            .ShouldBe(["rateLimitEarlyConfigs solo.io: generic_key=gloo-system.two,user=a", "rateLimitRegularConfigs solo.io: generic_key=gloo-system.one,generic_key=all"]);

    [Fact]
    public void Early_configs_count_who_has_no_token_and_the_others_do_not()
    {
        string jwt = Manifest.Jwt(Keys.Hmac.PublicKey) + "\n";

        Asked(Manifest.Route("{}", jwt + Refs("one").Replace("rateLimitConfigs", "rateLimitEarlyConfigs")) + Config(CountAll, "one")).Count.ShouldBe(1);
        Asked(Manifest.Route("{}", jwt + Refs("one")) + Config(CountAll, "one")).ShouldBeEmpty();
        Asked(Manifest.Route("{}", jwt + Refs("one")) + Config(CountAll, "one") + Settings("ratelimitServer: {rateLimitBeforeAuth: true}")).Count.ShouldBe(1);
    }

    [Fact]
    public void A_choice_in_place_hides_the_other_of_who_it_is_inherited_from()
    {
        const string Options = """

            ---
            apiVersion: gateway.solo.io/v1
            kind: VirtualHostOption
            metadata: {name: shared, namespace: default}
            spec: {options: {ratelimit: {rateLimits: [{actions: [{genericKey: {descriptorValue: hidden}}]}]}}}

            """;
        string manifest = Manifest.Route("{}", Refs("one")).Replace("    domains:", "    optionsConfigRefs: {delegateOptions: [{name: shared, namespace: default}]}\n    domains:");

        Asked(manifest + Options + Config(CountAll, "one") + Settings("ratelimit: {}"))
            .ShouldBe(["rateLimitConfigs solo.io: generic_key=gloo-system.one,generic_key=all"]);
    }

    [Fact]
    public void Two_of_one_choice_are_an_error() =>
        Compiling.Diagnostics(Manifest.Route("{}", Refs("one") + "\nratelimit: {rateLimits: []}") + Config(CountAll, "one")).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.OneOf);

    [Fact]
    public void A_config_that_is_not_there_is_an_error_or_as_in_Gloo_a_warning()
    {
        var error = Compiling.Diagnostics(Manifest.Route(Refs("nobody"))).ShouldHaveSingleItem();

        (error.Code, error.Severity).ShouldBe((DiagnosticCodes.MissingReference, DiagnosticSeverity.Error));
        Compiling.Compile(Manifest.Route(Refs("nobody")), new PolicyCompilerOptions { MissingReferences = DiagnosticSeverity.Warning }).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void A_route_that_answers_by_itself_is_not_counted() =>
        Asked(Manifest.Service("- matchers: [prefix: /]\n  directResponseAction: {status: 200}", Refs("one")) + Config(CountAll, "one")).ShouldBeEmpty();

    [Fact]
    public void Basic_limits_count_an_address_by_its_hosts_name_and_bring_their_limit()
    {
        var need = Needs(Manifest.Route("{}", "ratelimitBasic: {anonymousLimits: {requestsPerUnit: 7, unit: HOUR}, authorizedLimits: {requestsPerUnit: 9, unit: DAY}}")).ShouldHaveSingleItem();

        need.Request.ShouldBe(new RateLimitRequest(
            RateLimitRules.BasicDomain, [new RateLimitDescriptor([new("generic_key", "default/vs"), new("remote_address", "192.0.2.7")]) { Limit = new RateLimitAmount(7, CalendarUnit.Hour) }]));
        Compiling.Policy(Manifest.Service(Manifest.ForwardAll)).RateLimits.CountersOf(need.Request).Select(counter => (counter.Limit, counter.Unit)).ShouldBe([(7, CalendarUnit.Hour)]);
    }

    [Fact]
    public void Basic_limits_of_a_route_count_beside_its_hosts()
    {
        string manifest = Manifest.Route("ratelimitBasic: {anonymousLimits: {requestsPerUnit: 1, unit: SECOND}}", "ratelimitBasic: {anonymousLimits: {requestsPerUnit: 7, unit: HOUR}}")
            .Replace("- matchers:", "- name: chat\n      matchers:");

        Asked(manifest).ShouldBe(["ratelimitBasic ingress: generic_key=chat,remote_address=192.0.2.7; generic_key=default/vs,remote_address=192.0.2.7"]);
    }

    [Theory]
    [InlineData("anonymousLimits: {requestsPerUnit: 1}", "no unit")]
    [InlineData("authorizedLimits: {unit: DAY}", "how many")]
    public void A_basic_limit_that_says_nothing_is_an_error(string limits, string message)
    {
        var error = Compiling.Diagnostics(Manifest.Route("{}", $"ratelimitBasic: {{{limits}}}")).ShouldHaveSingleItem();

        error.Code.ShouldBe(DiagnosticCodes.LimitRule);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_route_with_basic_limits_needs_a_name_of_its_own()
    {
        const string Route = "- name: NAME\n  matchers: [prefix: /PATH]\n  routeAction: {single: {upstream: {name: up}}}\n  options: {ratelimitBasic: {anonymousLimits: {requestsPerUnit: 1, unit: DAY}}}\n";

        Compiling.Diagnostics(Manifest.Service(Route.Replace("NAME", "''"))).ShouldHaveSingleItem().Message.ShouldContain("no name");
        Compiling.Diagnostics(Manifest.Service(Route.Replace("NAME", "a").Replace("PATH", "a") + Route.Replace("NAME", "a"))).ShouldHaveSingleItem().Message.ShouldContain("'a'");
        Compiling.Diagnostics(Manifest.Service(Route.Replace("NAME", "a").Replace("PATH", "a") + Route.Replace("NAME", "b"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", PolicyOutcome.Respond)]
    [InlineData("ratelimitServer: {denyOnFail: true}", PolicyOutcome.Respond)]
    [InlineData("ratelimitServer: {denyOnFail: false}", PolicyOutcome.Forward)]
    public void Who_nobody_counts_is_refused_unless_the_Settings_say_otherwise(string settings, PolicyOutcome outcome)
    {
        var policy = Compiling.Policy(Manifest.Route("{}", Refs("one")) + Config(CountAll, "one") + (settings.Length == 0 ? "" : Settings(settings)));
        var need = policy.Evaluate(Request, PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<RateLimitNeed>();

        policy.Evaluate(Request, PolicyFacts.None with { RateLimits = RateLimitAnswers.None.With(need, null) }, Deciding.Now).Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void An_explanation_names_the_rule_that_counts_and_says_where_none_does()
    {
        Explained(Manifest.Route("{}", Refs("one")) + Config(ByUser, "one")).ShouldContain("counts by gloo-system/one: 4 requests per MINUTE of user");
        Explained(Manifest.Route("{}", Refs("one")) + Config(ByUser.Replace("key: user", "key: other"), "one")).ShouldContain("nothing counts this request: no rule is for its descriptors");
    }

    private static string Refs(params string[] names) => $"rateLimitConfigs: {{refs: [{string.Join(", ", names.Select(name => $"{{name: {name}, namespace: gloo-system}}"))}]}}";

    private static List<string> Asked(string manifest) => [.. Needs(manifest).Select(Written)];

    private static string Written(RateLimitNeed need) =>
        $"{need.Option} {need.Request.Domain}: {string.Join("; ", need.Request.Descriptors.Select(one => string.Join(",", one.Entries.Select(entry => $"{entry.Key}={entry.Value}"))))}";

    private static string Explained(string manifest) =>
        string.Join('\n', Compiling.Policy(manifest).Explain(Request, PolicyFacts.None with { RateLimits = RateLimitAnswers.Uncounted }, Deciding.Now).Steps.Select(step => step.Text));

    /// <summary>What is asked one after another, where each answer is that it is within the limit.</summary>
    private static List<RateLimitNeed> Needs(string manifest)
    {
        var policy = Compiling.Policy(manifest);
        List<RateLimitNeed> needs = [];
        var facts = PolicyFacts.None;
        while (policy.Evaluate(Request, facts, Deciding.Now).Need is RateLimitNeed need)
        {
            needs.Add(need);
            facts = facts with { RateLimits = facts.RateLimits.With(need, new RateLimitResponse(false)) };
        }

        return needs;
    }
}
