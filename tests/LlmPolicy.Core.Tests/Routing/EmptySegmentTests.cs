namespace LlmPolicy.Tests;

/// <summary>The strictness rule <c>target.empty-segments</c>: off unless it is asked for, as Envoy does not merge slashes.</summary>
public sealed class EmptySegmentTests
{
    private static readonly string Manifest = Tests.Manifest.Service("""
        - {matchers: [{prefix: /answer}], directResponseAction: {status: 200}}
        - {matchers: [{prefix: /moved}], redirectAction: {hostRedirect: other.example}}
        - {matchers: [{prefix: /mended}], routeAction: {single: {upstream: {name: up}}}, options: {regexRewrite: {pattern: {regex: '//'}, substitution: '/'}}}
        - {matchers: [{prefix: /broken}], routeAction: {single: {upstream: {name: up}}}, options: {regexRewrite: {pattern: {regex: '-'}, substitution: '//'}}}
        - routeAction: {single: {upstream: {name: up}}}
        """);

    private static readonly CompiledPolicy Strict = Compiling.Policy(Manifest, On(StrictnessRules.TargetEmptySegments));

    private static readonly CompiledPolicy Usual = Compiling.Policy(Manifest);

    [Theory]
    [AbuseCase("P1")]
    [InlineData("//")]
    [InlineData("//v1/chat")]
    [InlineData("/v1//chat")]
    [InlineData("/v1/chat//")]
    [InlineData("/v1/%2fchat")]
    [InlineData("/v1%2F/chat")]
    [InlineData("/v1%2f%2fchat")]
    [InlineData("/v1/%252fchat")]
    [InlineData("/v1/%5cchat")]
    [InlineData("/v1\\/chat")]
    [InlineData("/v1/;a=b/chat")]
    [InlineData("/v1/%3ba/chat")]
    public void An_empty_segment_is_refused_by_the_rule_and_forwarded_without_it(string target)
    {
        Strict.Decide(Requests.Get(target)).ShouldRefuse(400, ReasonCodes.TargetEmptySegments);
        Usual.Decide(Requests.Get(target)).ShouldForward();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/chat")]
    [InlineData("/v1/chat/")]
    [InlineData("/v1/chat/;a")]
    [InlineData("/v1;a/chat")]
    [InlineData("/v1/%2e2f")]
    [InlineData("/v1?next=//other.example/")]
    [InlineData("/v1/%25252f/chat")]
    public void Anything_else_is_forwarded(string target)
    {
        Strict.Decide(Requests.Get(target)).ShouldForward();
    }

    [Fact]
    public void It_is_asked_of_what_would_be_forwarded_only()
    {
        Strict.Decide(Requests.Get("/answer//a")).ShouldRespond(200);
        Strict.Decide(Requests.Get("/moved//a")).ShouldRespond(301);
        Strict.Decide(Requests.Get("/mended//a")).ShouldForward().Target.ShouldBe("/mended/a");
        Strict.Decide(Requests.Get("/broken-a")).ShouldRefuse(400, ReasonCodes.TargetEmptySegments);
    }

    [Fact]
    public void Envoys_own_refusal_stands()
    {
        var policy = Compiling.Policy(
            Tests.Manifest.Service(Tests.Manifest.ForwardAll, Tests.Manifest.Jwt(Keys.Hmac.PublicKey)), On(StrictnessRules.TargetEmptySegments));

        policy.Decide(Requests.Get("//a")).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Decide(Requests.WithToken(Keys.Hmac.Sign("{}"), "//a")).ShouldRefuse(400, ReasonCodes.TargetEmptySegments);
    }

    [Fact]
    public void A_rule_that_is_on_anyhow_may_be_named_too()
    {
        Compiling.Policy(Manifest, On(StrictnessRules.TargetDotSegments)).Decide(Requests.Get("//a/..%2f")).ShouldRefuse(400, ReasonCodes.TargetDotSegments);
    }

    [Fact]
    public void The_option_is_part_of_the_generation()
    {
        Strict.Generation.ShouldNotBe(Usual.Generation);
    }

    [Fact]
    public void A_rule_that_does_not_exist_is_an_error_that_names_the_nearest()
    {
        var error = Compiling.Diagnostics(Manifest, On("target.empty-segment")).ShouldHaveSingleItem();

        (error.Code, error.Severity, error.Remedy).ShouldBe((DiagnosticCodes.UnknownRule, DiagnosticSeverity.Error, "Did you mean 'target.empty-segments'?"));
    }

    [Fact]
    public void A_rule_in_both_lists_is_an_error()
    {
        string rule = StrictnessRules.TargetEmptySegments;
        PolicyCompilerOptions both = new() { StrictRules = new HashSet<string> { rule }, LaxRules = new HashSet<string> { rule } };

        var error = Compiling.Diagnostics(Manifest, both).ShouldHaveSingleItem();

        (error.Code, error.Severity).ShouldBe((DiagnosticCodes.UnknownRule, DiagnosticSeverity.Error));
        error.Message.ShouldContain(rule);
    }

    private static PolicyCompilerOptions On(params string[] rules) => new() { StrictRules = rules.ToHashSet() };
}
