using System.Text;

namespace LlmPolicy.Tests.Contract;

/// <summary>A step, a kind with targetRefs, a fact with its need and an effect, each added without a change of the sources.</summary>
public sealed class ContractTests
{
    private const string ToService = "[{kind: VirtualService, name: vs}]";

    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly string Service = Manifest.Service(
        """
        - name: chat
          matchers: [{prefix: /chat}]
          routeAction: {single: {upstream: {name: up, namespace: default}}}
        - name: list
          matchers: [{prefix: /list}]
          routeAction: {single: {upstream: {name: up, namespace: default}}}
        - name: tables
          matchers: [{prefix: /t}]
          delegateAction: {ref: {name: rt, namespace: default}}
        """,
        Manifest.Jwt(Key.PublicKey) + "\nrbac: {policies: {a: {principals: [{jwtPrincipal: {claims: {sub: me}}}]}}}");

    private const string Table = """
        ---
        apiVersion: gateway.solo.io/v1
        kind: RouteTable
        metadata: {name: rt, namespace: default}
        spec:
          routes:
          - name: one
            matchers: [{prefix: /t/one}]
            routeAction: {single: {upstream: {name: up, namespace: default}}}
          - matchers: [{prefix: /t/two}]
            routeAction: {single: {upstream: {name: up, namespace: default}}}

        """;

    private static readonly string[] Paths = ["/chat", "/list", "/t/one", "/t/two"];

    private static readonly PolicyFacts Moody = PolicyFacts.None.With(new Mood(false));

    [Fact]
    public void A_step_refuses_with_its_own_reason_and_place_and_passes_with_an_effect()
    {
        var policy = Compile(ToService);

        var refused = policy.Evaluate(Request("/chat"), Moody with { Body = Body("now!") }, Deciding.Now);
        refused.ShouldRefuse(418, "toy.rude").Body.ShouldBe("Say the word");
        refused.Position.ShouldNotBeNull().File.ShouldBe(Compiling.File);

        var passed = policy.Evaluate(Request("/chat"), Moody with { Body = Body("please") }, Deciding.Now);
        passed.ShouldForward().Effects.ShouldHaveSingleItem().ShouldBeOfType<Thanks>().Word.ShouldBe("please");
    }

    [Fact]
    public void Nobody_unknown_and_nobody_who_may_not_makes_anyone_read_a_body()
    {
        var policy = Compile(ToService);

        policy.Evaluate(Requests.Get("/chat"), Moody, Deciding.Now).ShouldRefuse(401, ReasonCodes.JwtMissing);
        policy.Evaluate(Requests.WithToken(Key.Sign("""{"sub":"you"}"""), "/chat"), Moody, Deciding.Now).ShouldRefuse(403, ReasonCodes.RbacDenied);
        policy.Evaluate(Request("/chat"), Moody, Deciding.Now).Need.ShouldBeOfType<BodyNeed>().Limit.ShouldBe(100);
    }

    [Fact]
    public async Task Facts_are_asked_for_one_after_the_other_and_found_out_by_the_one_decider()
    {
        var resolver = new ToyResolver("please");

        var (decision, facts) = await PolicyDecider.DecideAsync(Compile(ToService), Request("/chat"), PolicyFacts.None, resolver, TimeProvider.System, TestContext.Current.CancellationToken);

        decision.ShouldForward();
        resolver.Asked.ShouldBe(["toy.mood", ReasonCodes.BodyNeeded]);
        facts.Find<Mood>().ShouldBe(new Mood(false));
    }

    [Fact]
    public void What_a_step_finds_is_in_the_explanation()
    {
        var steps = Compile(ToService, "[please, kindly]").Explain(Request("/chat"), Moody with { Body = Body("kindly") }, Deciding.Now).Steps;

        steps.Where(s => s.Subject == ExplanationSubject.Rule).Select(s => (s.Text, s.Result))
            .ShouldBe([("word please", ExplanationResult.DoesNotFit), ("word kindly", ExplanationResult.Fits)]);
    }

    [Theory]
    [InlineData(ToService, "/chat /list /t/one /t/two")]
    [InlineData("[{kind: VirtualService, name: vs, sectionName: chat}]", "/chat")]
    [InlineData("[{kind: VirtualService, name: vs, sectionName: tables}]", "/t/one /t/two")]
    [InlineData("[{kind: RouteTable, name: rt}]", "/t/one /t/two")]
    [InlineData("[{kind: RouteTable, name: rt, sectionName: one}, {kind: VirtualService, name: vs, sectionName: list}]", "/list /t/one")]
    public void A_resource_holds_for_the_routes_that_it_names_and_for_no_other(string targets, string guarded)
    {
        var policy = Compile(targets);

        string[] asked = [.. Paths
            .Where(path => policy.Evaluate(Request(path), Moody with { Body = Body("now!") }, Deciding.Now).Reason == "toy.rude")];

        asked.ShouldBe(guarded.Split(' '));
    }

    [Theory]
    [InlineData("[{kind: VirtualService, name: elsewhere}]", "No VirtualService default/elsewhere is defined.")]
    [InlineData("[{kind: VirtualService, name: vs, sectionName: nowhere}]", "VirtualService default/vs has no route 'nowhere'.")]
    [InlineData("[{kind: Upstream, name: up}]", "Nothing attaches to a Upstream.")]
    [InlineData("[]", "WordPolicy default/polite attaches to nothing.")]
    public void One_that_leads_nowhere_does_not_load(string targets, string message)
    {
        var diagnostic = Compiling.Compile(Service + "\n" + Table + WordPolicy.Manifest(targets), WordPolicy.Options).Diagnostics.Single(d => d.Severity == DiagnosticSeverity.Error);

        (diagnostic.Code, diagnostic.Message).ShouldBe((DiagnosticCodes.Attachment, message));
        diagnostic.Remedy.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("llmpolicy.dev/v1alpha1", "WordPolici", "Did you mean llmpolicy.dev/v1alpha1 WordPolicy?")]
    [InlineData("llmpolicy.dev/v1", "WordPolicy", "Did you mean llmpolicy.dev/v1alpha1 WordPolicy?")]
    [InlineData("llmpolicy.dev/v1alpha1", "Lamp", null)]
    public void A_misspelt_kind_of_our_own_group_is_an_error(string version, string kind, string? remedy)
    {
        string manifest = WordPolicy.Manifest(ToService).Replace("llmpolicy.dev/v1alpha1", version).Replace("kind: WordPolicy", $"kind: {kind}");

        var diagnostic = Compiling.Compile(Service + "\n" + Table + manifest, WordPolicy.Options).Diagnostics.Single(d => d.Severity == DiagnosticSeverity.Error);

        (diagnostic.Code, diagnostic.Remedy).ShouldBe((DiagnosticCodes.NotAResource, remedy));
    }

    [Fact]
    public void Its_fields_are_read_as_strictly_as_any()
    {
        var diagnostic = Compiling.Compile(Service + "\n" + Table + WordPolicy.Manifest(ToService).Replace("words:", "wrods:"), WordPolicy.Options)
            .Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);

        (diagnostic.Code, diagnostic.Remedy).ShouldBe((DiagnosticCodes.UnknownField, "Did you mean 'words'?"));
    }

    [Fact]
    public void Another_generation_has_another_name()
    {
        Compile(ToService).Generation.ShouldNotBe(Compile(ToService, "[kindly]").Generation);
    }

    private static CompiledPolicy Compile(string targets, string words = "[please]") =>
        Compiling.Policy(Service + "\n" + Table + WordPolicy.Manifest(targets, words), WordPolicy.Options);

    private static PolicyRequest Request(string path) => Requests.WithToken(Key.Sign("""{"sub":"me"}"""), path);

    private static BodyFact Body(string text) => BodyFact.Whole(Encoding.UTF8.GetBytes(text));

    private sealed class ToyResolver(string body) : IFactResolver
    {
        public List<string> Asked { get; } = [];

        public ValueTask<PolicyFacts> ResolveAsync(PolicyNeed need, PolicyFacts facts, CancellationToken cancellationToken)
        {
            Asked.Add(need.Reason);
            return new(need is MoodNeed ? facts.With(new Mood(false)) : facts with { Body = Body(body) });
        }
    }
}
