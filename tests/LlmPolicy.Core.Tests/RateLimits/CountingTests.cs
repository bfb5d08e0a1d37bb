namespace LlmPolicy.Tests;

/// <summary>When a request counts, and what becomes of the answer.</summary>
public sealed class CountingTests
{
    private static readonly CompiledPolicy Counted = Describing.OfActions("{requestHeaders: {headerName: x-user, descriptorKey: user}}");
    private static readonly CompiledPolicy Local = Compiling.Policy(Manifest.Route("ratelimit: {localRatelimit: {maxTokens: 2, tokensPerFill: 3, fillInterval: 90s}}"));
    private static readonly PolicyRequest Alice = Requests.Get("/", ("x-user", "alice"));

    [Fact]
    public void Who_evaluates_without_counting_is_told_what_would_count()
    {
        var uncounted = PolicyFacts.None with { RateLimits = RateLimitAnswers.Uncounted };

        Counted.Evaluate(Alice, uncounted, Deciding.Now).ShouldForward();
        Local.Evaluate(Alice, uncounted, Deciding.Now).ShouldForward();
        string[] steps = [.. Counted.Explain(Alice, uncounted, Deciding.Now).Steps.Select(step => step.Text)];
        steps.ShouldContain("actions give the descriptor user = the header x-user");
        steps.ShouldContain("ratelimit would count it in the domain custom");
        steps.ShouldAllBe(step => !step.Contains("alice"));
    }

    [Theory]
    [InlineData("actions")]
    [InlineData("setActions")]
    public void A_credential_that_a_list_counts_by_is_in_no_explanation(string kind)
    {
        const string Rules = "descriptors: [{key: token, rateLimit: {requestsPerUnit: 1, unit: DAY}, descriptors: [{key: key, rateLimit: {requestsPerUnit: 1, unit: DAY}}]}], "
            + "setDescriptors: [{simpleDescriptors: [{key: token}, {key: key}], rateLimit: {requestsPerUnit: 1, unit: DAY}}]";
        string actions = "{requestHeaders: {headerName: authorization, descriptorKey: token}}, {requestHeaders: {headerName: api-key, descriptorKey: key}}";
        var policy = Compiling.Policy(Manifest.Route($"ratelimit: {{rateLimits: [{{{kind}: [{actions}]}}]}}") + WrittenRules.Settings($"ratelimit: {{{Rules}}}"));
        var request = Requests.Get("/", ("authorization", "Bearer c4n4ry"), ("api-key", "c4n4ry"));
        var need = policy.Evaluate(request, PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<RateLimitNeed>();
        need.Request.Descriptors.Single().Entries.Select(entry => entry.Value).ShouldBe(["Bearer c4n4ry", "c4n4ry"]);

        RateLimitAnswers[] answers =
            [RateLimitAnswers.Uncounted, RateLimitAnswers.None, .. new[] { null, new RateLimitResponse(true), new RateLimitResponse(false) }.Select(response => RateLimitAnswers.None.With(need, response))];
        foreach (var answer in answers)
        {
            var explanation = policy.Explain(request, PolicyFacts.None with { RateLimits = answer }, Deciding.Now);
            string[] said = [.. explanation.Steps.Select(step => step.Text)];
            said.ShouldContain(text => text.Contains("counts by custom", StringComparison.Ordinal));
            said.ShouldAllBe(text => !text.Contains("c4n4ry"));
        }

        string[] names = [.. policy.RateLimits.CountersOf(need.Request).Select(counter => $"{counter} {counter.What}"), $"{need.Request} {need.Request.Descriptors[0]} {need.Request.Descriptors[0].Entries[0]} {need}"];
        names.ShouldAllBe(text => !text.Contains("c4n4ry"));
    }

    [Fact]
    public void A_request_that_no_list_says_anything_of_is_explained_as_counted_by_nothing()
    {
        string[] steps = [.. Counted.Explain(Requests.Get("/"), PolicyFacts.None, Deciding.Now).Steps.Select(step => step.Text)];

        steps.ShouldContain("actions give no descriptor: the header x-user yields nothing, so none of them counts");
        steps.ShouldContain("nothing counts this request: no list of ratelimit gives a descriptor");
    }

    [Fact]
    public void The_same_question_is_asked_once_and_another_one_again()
    {
        var need = Counted.Evaluate(Alice, PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<RateLimitNeed>();
        var known = PolicyFacts.None with { RateLimits = PolicyFacts.None.RateLimits.With(need, new RateLimitResponse(true)) };

        Counted.Evaluate(Alice, known, Deciding.Now).ShouldRefuse(429, ReasonCodes.RateLimitExceeded);
        Counted.Evaluate(Requests.Get("/", ("x-user", "bob")), known, Deciding.Now).Need.ShouldNotBeNull();
        Counted.Evaluate(Requests.Get("/", ("x-user", "bob")), known with { RateLimits = known.RateLimits.WithoutCounting() }, Deciding.Now).ShouldForward();
        Counted.Evaluate(Alice, known with { RateLimits = known.RateLimits.WithoutCounting() }, Deciding.Now).ShouldRefuse(429, ReasonCodes.RateLimitExceeded);
    }

    [Fact]
    public void Two_options_that_ask_the_same_are_asked_each_and_by_the_rules_of_their_own_policy()
    {
        const string Lists = "{rateLimits: [{actions: [{genericKey: {descriptorValue: all}}]}]}";
        var policy = Describing.Policy(Manifest.Route($"{{ratelimit: {Lists}, ratelimitRegular: {Lists}}}"));
        var first = policy.Evaluate(Alice, PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<RateLimitNeed>();

        var second = policy.Evaluate(Alice, PolicyFacts.None with { RateLimits = RateLimitAnswers.None.With(first, new RateLimitResponse(false)) }, Deciding.Now).Need.ShouldBeOfType<RateLimitNeed>();

        (first.Option, second.Option).ShouldBe(("ratelimit", "ratelimitRegular"));
        (first.Rules, second.Rules).ShouldBe((policy.RateLimits, policy.RateLimits));
    }

    [Fact]
    public void Each_matcher_of_a_route_has_a_bucket_of_its_own()
    {
        var policy = Compiling.Policy(Manifest.Service(
            $"- {{matchers: [{{prefix: /a}}, {{prefix: /b}}], routeAction: {Manifest.ToUp}, options: {{ratelimit: {{localRatelimit: {{maxTokens: 2}}}}}}}}"));

        string BucketOf(string path) => policy.Evaluate(Requests.Get(path), PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<LocalRateLimitNeed>().Limit.Name;
        BucketOf("/a").ShouldNotBe(BucketOf("/b"));
    }

    [Fact]
    public void A_bucket_is_named_by_what_its_matcher_asks()
    {
        var bucket = Local.Evaluate(Alice, PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<LocalRateLimitNeed>().Limit;

        (bucket.MaxTokens, bucket.TokensPerFill, bucket.FillInterval).ShouldBe((2u, 3u, TimeSpan.FromSeconds(90)));
        var moved = Compiling.Policy(Manifest.Service(
            $"- {{matchers: [{{prefix: /new}}], routeAction: {Manifest.ToUp}}}\n- {{matchers: [{{prefix: /}}], routeAction: {Manifest.ToUp}, options: {{ratelimit: {{localRatelimit: {{maxTokens: 2, tokensPerFill: 3, fillInterval: 90s}}}}}}}}"));
        moved.Evaluate(Alice, PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<LocalRateLimitNeed>().Limit.ShouldBe(bucket);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 429)]
    public void A_bucket_without_a_token_refuses(bool fits, int status)
    {
        var need = Local.Evaluate(Alice, PolicyFacts.None, Deciding.Now).Need.ShouldBeOfType<LocalRateLimitNeed>();
        var decision = Local.Evaluate(Alice, PolicyFacts.None with { RateLimits = RateLimitAnswers.None.WithTaken(need, fits) }, Deciding.Now);

        (decision.Response?.StatusCode ?? 0, decision.Response?.Body ?? "").ShouldBe((status, fits ? "" : "local_rate_limited"));
    }

    [Fact]
    public void A_manifest_whose_limits_nothing_counts_loads_by_a_lax_rule_alone()
    {
        string manifest = Manifest.Route("ratelimit: {rateLimits: [{actions: [{genericKey: {descriptorValue: a}}]}]}");

        Compiling.Compile(manifest).Succeeded.ShouldBeFalse();
        Compiling.Compile(manifest, Compiling.Lax(StrictnessRules.RateLimitUncounted)).Succeeded.ShouldBeTrue();
    }
}
