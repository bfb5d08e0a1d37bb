using System.Reflection;

namespace LlmPolicy.Tests;

public sealed class AnalysisTests
{
    private static readonly IReadOnlyDictionary<string, Trap> Traps =
        new[] { RouteTraps.All, TokenTraps.All, RbacTraps.All, HeaderTraps.All, ModelTraps.All, BudgetTraps.All, CorsTraps.All, CsrfTraps.All, RateLimitTraps.All, LimitRuleTraps.All, GlooTraps.All }.SelectMany(t => t).ToDictionary(t => t.Key, t => t.Value);

    private static readonly IReadOnlyDictionary<string, string> NearMisses =
        new[] { RouteTraps.NearMisses, TokenTraps.NearMisses, RbacTraps.NearMisses, HeaderTraps.NearMisses, ModelTraps.NearMisses, BudgetTraps.NearMisses, CorsTraps.NearMisses, CsrfTraps.NearMisses, RateLimitTraps.NearMisses, LimitRuleTraps.NearMisses, GlooTraps.NearMisses }.SelectMany(t => t).ToDictionary(t => t.Key, t => t.Value);

    public static TheoryData<string> TrapNames => [.. Traps.Keys];

    public static TheoryData<string> NearMissNames => [.. NearMisses.Keys];

    [Theory]
    [AbuseCase("T18", "P3")]
    [MemberData(nameof(TrapNames))]
    public void A_trap_is_named_once_where_it_stands_with_what_to_do_about_it(string name)
    {
        var trap = Traps[name];
        var (text, mark) = MarkedText.Parse(trap.Marked);

        var found = Analyze(text, trap.Options).Where(d => d.Severity != DiagnosticSeverity.Note || d.Code == trap.Code).ToList();

        var diagnostic = found.ShouldHaveSingleItem($"{text}\n{string.Join('\n', found)}");
        diagnostic.Code.ShouldBe(trap.Code, diagnostic.Message);
        diagnostic.Position.ShouldBe(mark, $"{text}\n{diagnostic}");
        diagnostic.Severity.ShouldBe(trap.Severity);
        diagnostic.Message.ShouldContain(trap.Says);
        diagnostic.Remedy.ShouldNotBeNullOrWhiteSpace();
        diagnostic.ToString().ShouldNotContain('\n');
    }

    [Theory]
    [MemberData(nameof(NearMissNames))]
    public void What_only_looks_like_a_trap_is_not_named(string name)
    {
        Analyze(NearMisses[name]).Where(d => d.Code != DiagnosticCodes.NoExpiry).ShouldBeEmpty();
    }

    public static TheoryData<string> CountedNearMissNames => [.. RateLimitTraps.CountedNearMisses.Keys];

    [Theory]
    [MemberData(nameof(CountedNearMissNames))]
    public void A_limit_that_counts_everybody_is_not_named(string name)
    {
        Analyze(RateLimitTraps.CountedNearMisses[name], new() { HasRateLimitService = true }).Where(d => d.Code != DiagnosticCodes.NoExpiry).ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_of_the_analysis_has_a_trap()
    {
        var codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)
            .Where(code => code.StartsWith("LLMP2", StringComparison.Ordinal));

        codes.Except(Traps.Values.Select(t => t.Code)).ShouldBeEmpty();
    }

    [Fact]
    public void The_labs_four_traps_are_named_at_their_lines_and_nothing_else()
    {
        string[] lines = Lab.VirtualService.Split('\n');
        int LineOf(string text) => Array.FindIndex(lines, l => l.Contains(text, StringComparison.Ordinal)) + 1;

        PolicyAnalyzer.Analyze(Lab.Files).Select(d => (d.Position.File, d.Position.Line, d.Severity, d.Code)).ShouldBe(
        [
            ("virtualservice.yaml", LineOf("selfminted:"), DiagnosticSeverity.Warning, DiagnosticCodes.NoAudience),
            ("virtualservice.yaml", LineOf("prefix: /huggingface"), DiagnosticSeverity.Warning, DiagnosticCodes.PrefixInsideSegment),
            ("virtualservice.yaml", LineOf("headerSecretRef:"), DiagnosticSeverity.Warning, DiagnosticCodes.SecretAppended),
            ("virtualservice.yaml", LineOf("headerSecretRef:"), DiagnosticSeverity.Warning, DiagnosticCodes.ModelUnchecked),
        ]);
    }

    [Fact]
    public void The_labs_hole_is_named_by_a_path_that_gets_through()
    {
        var message = PolicyAnalyzer.Analyze(Lab.Files).Single(d => d.Code == DiagnosticCodes.PrefixInsideSegment).Message;

        message.ShouldContain("/huggingface-gloo-gw-xl reaches /models/openai-community/gpt2-xl");
        Lab.Policy.Decide(Lab.RequestWithToken("/huggingface-gloo-gw-xl")).ShouldForward().Target.ShouldBe("/models/openai-community/gpt2-xl");
    }

    [Fact]
    public void Errors_and_traps_are_named_together_in_the_order_of_lines()
    {
        string manifest = Sound.Host(
            """
            - {matchers: [{prefix: /a}], routeAction: {single: {upstream: {name: nowhere}}}, options: {prefixRewrite: /b, prefixRewrit: /c}}
            - {matchers: [{exact: /a}], routeAction: {}}
            """);

        Analyze(manifest).Select(d => (d.Position.Line, d.Code)).ShouldBe(
        [
            (11, DiagnosticCodes.PrefixInsideSegment), (11, DiagnosticCodes.MissingUpstream), (11, DiagnosticCodes.UnknownField),
            (12, DiagnosticCodes.UnreachableRoute), (12, DiagnosticCodes.Action),
        ]);
    }

    [Fact]
    public void A_route_whose_matchers_stand_under_their_former_name_is_not_taken_for_one_without()
    {
        string manifest = Sound.Host($"- {{matcher: {{prefix: /a}}, {Sound.Forward}}}\n- {{matchers: [{{prefix: /b}}], {Sound.Forward}}}");

        Analyze(manifest).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.OldSpelling);
    }

    [Fact]
    public void A_prefix_that_doubles_a_slash_is_named_twice_since_it_ends_inside_a_segment_too()
    {
        Analyze(Sound.Host(Sound.Route("prefix: /chat", "{prefixRewrite: /}"))).Select(d => (d.Code, d.Message.Contains("/chat/a becomes //a", StringComparison.Ordinal)))
            .ShouldBe([(DiagnosticCodes.PrefixInsideSegment, false), (DiagnosticCodes.RewriteSlash, true)]);
    }

    [Fact]
    public void A_principal_of_a_provider_that_nobody_has_is_named_by_the_compiler_alone()
    {
        string manifest = Sound.Host(Sound.Route("prefix: /"), Sound.Jwt + "\nrbac: {policies: {a: {principals: [{jwtPrincipal: {provider: nobody}}]}}}");

        Analyze(manifest).Where(d => d.Severity != DiagnosticSeverity.Note).ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Rbac);
    }

    [Fact]
    public void A_principal_of_a_provider_that_the_routes_own_replace_is_named()
    {
        var (text, mark) = MarkedText.Parse(Sound.Host(
            Sound.Route(
                "prefix: /",
                "{jwtProvidersStaged: {afterExtAuth: {providers: {" + Sound.Provider("q") + "}}}, rbac: {policies: {a: {principals: [{jwtPrincipal: {provider: §p}}]}}}}"),
            Sound.Jwt));

        var found = Analyze(text).Where(d => d.Severity != DiagnosticSeverity.Note).ToList();

        found.Select(d => d.Code).ShouldBe([DiagnosticCodes.JwtReplaced, DiagnosticCodes.NeverAllows]);
        found[1].Position.ShouldBe(mark);
    }

    [Fact]
    public void A_policy_with_traps_loads()
    {
        foreach (var trap in Traps.Values)
        {
            Compiling.Policy(MarkedText.Parse(trap.Marked).Text, trap.Options);
        }
    }

    [Fact]
    public void No_trap_is_named_in_most_of_the_manifests_that_people_write()
    {
        var manifests = VirtualServiceCorpus.Manifests().Where(m => m.Contains("\nkind: VirtualService\n", StringComparison.Ordinal)).ToList();
        var counts = manifests.SelectMany(m => Analyze(m).Select(d => d.Code).Where(c => c.StartsWith("LLMP2", StringComparison.Ordinal)).Distinct()).CountBy(c => c);

        counts.ShouldAllBe(c => c.Value < manifests.Count / 5);
    }

    private static IReadOnlyList<Diagnostic> Analyze(string manifest, PolicyCompilerOptions? options = null) =>
        PolicyAnalyzer.Analyze([new ManifestFile(Compiling.File, manifest)], options);
}
