using LlmPolicy.Exchanges;
using LlmPolicy.ExtAuth;
using LlmPolicy.Jwt;
using LlmPolicy.Rbac;
using LlmPolicy.Routing;
using LlmPolicy.Transformations;

namespace LlmPolicy.Evaluation;

/// <summary>What a route asks of a request, phase by phase, in Envoy's order.</summary>
internal sealed class RouteSteps
{
    private static readonly int Phases = Enum.GetValues<StepPhase>().Length;

    private readonly IPolicyStep[][] _phases = new IPolicyStep[Phases][];

    /// <param name="upgrade">Which upgrades the route takes.</param>
    /// <param name="jwt">What it asks of tokens.</param>
    /// <param name="rbac">The RBAC policies in force; null for none.</param>
    /// <param name="rules">Rules of kinds of their own, in the order in which they are attached.</param>
    /// <param name="position">The route's line.</param>
    public RouteSteps(UpgradeStep upgrade, JwtStages jwt, RbacPolicySet? rbac, IReadOnlyList<RouteRule> rules, SourcePosition position)
    {
        (Jwt, Rbac, Rules) = (jwt, rbac, rules);
        IPolicyStep? nobody = jwt == JwtStages.None ? new NothingAsked(ExplanationSubject.Jwt, "no token is asked for", position) : null;
        IPolicyStep anybody = new NothingAsked(ExplanationSubject.Rbac, "no rbac: anyone who gets this far is allowed", position);
        foreach (var phase in Enum.GetValues<StepPhase>())
        {
            IPolicyStep? own = phase switch
            {
                StepPhase.Protocol => upgrade,
                StepPhase.TokensBeforeExtAuth => jwt.BeforeExtAuth ?? nobody,
                StepPhase.TokensAfterExtAuth => jwt.AfterExtAuth,
                StepPhase.Access => rbac ?? anybody,
                _ => null,
            };
            IPolicyStep? last = phase == StepPhase.Transformation ? BodyStep.Instance : null;
            _phases[(int)phase] = [.. own is null ? [] : new[] { own }, .. PutBy(rules, phase), .. last is null ? [] : new[] { last }];
        }
    }

    public JwtStages Jwt { get; }

    public RbacPolicySet? Rbac { get; }

    public IReadOnlyList<RouteRule> Rules { get; }

    /// <summary>The step that asks what <c>extauth</c> does; null without it.</summary>
    public IPolicyStep? ExtAuthStep => Rules.FirstOrDefault(rule => rule.Phase == StepPhase.ExtAuth)?.Step;

    /// <summary>What <c>extauth</c> asks, of each destination where they differ; null for nothing. Empty where there is none.</summary>
    public IReadOnlyList<AuthStep?> ExtAuth => [.. Rules.SelectMany(rule => rule.Step switch
    {
        AuthStep step => [step],
        DestinationAuthStep choice => choice.Steps,
        _ => Enumerable.Empty<AuthStep?>(),
    })];

    /// <summary>Whether <c>extauth</c> lets nobody pass who shows nothing, whatever destination is drawn.</summary>
    public bool IsGuardedByExtAuth => ExtAuth is { Count: > 0 } asked && asked.All(step => step is { Expression.CanHoldForNobody: false });

    private static IEnumerable<IPolicyStep> PutBy(IReadOnlyList<RouteRule> rules, StepPhase phase)
    {
        var ofPhase = rules.Where(rule => rule.Phase == phase);
        return ofPhase.Select(rule => rule.Step).Concat(ofPhase.Select(rule => rule.Then).OfType<IPolicyStep>());
    }

    /// <summary>The steps of a phase, in order.</summary>
    public ReadOnlySpan<IPolicyStep> this[StepPhase phase] => _phases[(int)phase];

    /// <summary>Where a route asks for nothing, an explanation says so.</summary>
    private sealed class NothingAsked(ExplanationSubject subject, string words, SourcePosition position) : IPolicyStep
    {
        public StepResult Check(Exchange exchange)
        {
            exchange.Findings?.Add(subject, ExplanationResult.Noted, words, position);
            return StepResult.Pass;
        }
    }
}

/// <summary>A rule that a resource of its own puts on a route.</summary>
/// <param name="Phase">When it is asked.</param>
/// <param name="Step">What it asks.</param>
internal sealed record RouteRule(StepPhase Phase, IPolicyStep Step)
{
    /// <summary>What it asks behind all other rules of the phase; null for nothing.</summary>
    public IPolicyStep? Then { get; init; }
}
