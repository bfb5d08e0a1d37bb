namespace LlmPolicy;

/// <summary>Decides requests to the end: evaluates, finds out what the decision asks for, and evaluates again.</summary>
public static class PolicyDecider
{
    /// <summary>What a decision may ask for beside the keys of each provider, fetched and fetched again, and the limits of a route.</summary>
    private const int OtherNeeds = 8;

    /// <summary>Decides a request.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="request">The request as it came.</param>
    /// <param name="facts">What is known so far.</param>
    /// <param name="resolver">Finds out what is asked for.</param>
    /// <param name="time">Tells the time, each time that the request is evaluated.</param>
    /// <param name="cancellationToken">Ends the wait for facts.</param>
    /// <returns>The decision, which asks for nothing, and the facts that it was made with.</returns>
    public static ValueTask<(PolicyDecision Decision, PolicyFacts Facts)> DecideAsync(
        CompiledPolicy policy, PolicyRequest request, PolicyFacts facts, IFactResolver resolver, TimeProvider time, CancellationToken cancellationToken = default) =>
        AskAsync(static (policy, request, facts, now) => policy.Evaluate(request, facts, now), policy, request, facts, resolver, time, cancellationToken);

    /// <summary>Finds out a caller's budgets as <see cref="DecideAsync"/> decides (<see cref="CompiledPolicy.BudgetsOf"/>).</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="request">The request as it came.</param>
    /// <param name="facts">What is known so far.</param>
    /// <param name="resolver">Finds out what is asked for.</param>
    /// <param name="time">Tells the time, each time that the request is evaluated.</param>
    /// <param name="cancellationToken">Ends the wait for facts.</param>
    /// <returns>The decision, which asks for nothing: <see cref="CallerBudgets"/>, or a refusal.</returns>
    public static async ValueTask<PolicyDecision> BudgetsOfAsync(
        CompiledPolicy policy, PolicyRequest request, PolicyFacts facts, IFactResolver resolver, TimeProvider time, CancellationToken cancellationToken = default) =>
        (await AskAsync(static (policy, request, facts, now) => policy.BudgetsOf(request, facts, now), policy, request, facts, resolver, time, cancellationToken).ConfigureAwait(false)).Decision;

    /// <summary>Decides a request as <see cref="DecideAsync"/> does, and tells how.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="request">The request as it came.</param>
    /// <param name="facts">What is known so far.</param>
    /// <param name="resolver">Finds out what is asked for.</param>
    /// <param name="time">Tells the time, each time that the request is evaluated.</param>
    /// <param name="claims">What is shown of the caller's claims. Default: their types alone.</param>
    /// <param name="cancellationToken">Ends the wait for facts.</param>
    public static async ValueTask<PolicyExplanation> ExplainAsync(
        CompiledPolicy policy, PolicyRequest request, PolicyFacts facts, IFactResolver resolver, TimeProvider time, ClaimDetail claims = ClaimDetail.Types,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(time);
        var (_, found) = await DecideAsync(policy, request, facts, resolver, time, cancellationToken).ConfigureAwait(false);
        return policy.Explain(request, found, time.GetUtcNow(), claims);
    }

    private static async ValueTask<(PolicyDecision Decision, PolicyFacts Facts)> AskAsync(
        Func<CompiledPolicy, PolicyRequest, PolicyFacts, DateTimeOffset, PolicyDecision> ask,
        CompiledPolicy policy,
        PolicyRequest request,
        PolicyFacts facts,
        IFactResolver resolver,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(time);
        for (int left = Rounds(policy); ; left--)
        {
            var decision = ask(policy, request, facts, time.GetUtcNow());
            if (decision.Need is not { } need)
            {
                return (decision, facts);
            }

            if (left == 0)
            {
                return (Unavailable(decision), facts);
            }

            facts = await resolver.ResolveAsync(need, facts, cancellationToken).ConfigureAwait(false);
        }
    }

    private static int Rounds(CompiledPolicy policy) => OtherNeeds + (2 * policy.RemoteKeys.Count) + policy.MostLimits;

    /// <summary>A resolver that says nothing of what it is asked for must not hold a request for ever.</summary>
    private static PolicyDecision Unavailable(PolicyDecision asking) => new(PolicyResponse.Text(503, "", []))
    {
        Reason = ReasonCodes.FactsUnavailable,
        Position = asking.Position,
        Route = asking.Route,
        Callers = asking.Callers,
        ExtAuthCaller = asking.ExtAuthCaller,
    };
}
