using LlmPolicy.Budgets;
using LlmPolicy.Exchanges;
using LlmPolicy.Jwt;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Evaluation;

/// <summary>Which budgets a caller has: on all routes of the host that he asks, where his token or his API key is accepted.</summary>
internal sealed class BudgetQuestion(Listeners listeners)
{
    public PolicyDecision Ask(PolicyRequest request, PolicyFacts facts, DateTimeOffset now)
    {
        if (RequestAddress.Read(request, listeners, null, out var unsound) is not { } address)
        {
            return Refuse(unsound!);
        }

        bool isVerified = false;
        Refusal? refusal = null;
        List<CallerBudget> budgets = [];
        foreach (var alike in address.Host.Routes.GroupBy(route => (route.Jwt, route.Steps.ExtAuthStep)))
        {
            var exchange = address.Begin(facts, now, null);
            var result = Verify(exchange, address.Listener, alike.Key.Jwt, alike.Key.ExtAuthStep);
            if (result.Need is { } need)
            {
                return new PolicyDecision(need) { Reason = need.Reason, Position = need.Position };
            }

            refusal ??= result.Refusal;
            if (result.Passes && (exchange.Callers.Count > 0 || exchange.ExtAuthCaller is not null))
            {
                isVerified = true;
                budgets.AddRange(alike.SelectMany(route => route.Budgets).Distinct().Where(rule => !rule.IsShadow).SelectMany(rule => Of(rule, exchange.Callers, exchange.ExtAuthCaller)));
            }

            exchange.Release();
        }

        return isVerified
            ? new PolicyDecision(new CallerBudgets([.. budgets.DistinctBy(budget => (budget.Budget, budget.Counters[0].Key, budget.Counters[0].Position))]))
            { Reason = ReasonCodes.BudgetTold, Position = address.Host.Position }
            : Refuse(refusal ?? Missing(address.Begin(facts, now, null), address.Host.Position));
    }

    /// <summary>Asks what a request on such a route is asked of who sends it. One that a strictness rule objects to would be refused there as well.</summary>
    private static StepResult Verify(Exchange exchange, Listener listener, JwtStages stages, IPolicyStep? extAuth)
    {
        foreach (var (phase, step) in new[] { (StepPhase.TokensBeforeExtAuth, (IPolicyStep?)stages.BeforeExtAuth), (StepPhase.ExtAuth, extAuth), (StepPhase.TokensAfterExtAuth, stages.AfterExtAuth) })
        {
            listener.OwnHeaders(phase)?.RemoveFrom(exchange);
            if (step?.Check(exchange) is { Passes: false } result)
            {
                return result;
            }
        }

        return exchange.Objection is { } objection ? StepResult.Refuse(objection) : StepResult.Pass;
    }

    private static IEnumerable<CallerBudget> Of(BudgetRule rule, IReadOnlyList<VerifiedCaller> callers, ExtAuthCaller? shown)
    {
        var subjects = rule.SubjectsOf(callers, shown) ?? [];
        for (int i = 0; i < subjects.Count; i++)
        {
            var (subject, index) = (subjects[i], i);
            yield return new CallerBudget(
                [.. rule.Key.Select(claim => claim.Each ? $"{claim.Path}[{index}]" : claim.Path.ToString())],
                [.. rule.LimitsOf(subject, callers).Select(limit => new BudgetCounter(rule.Name, limit, subject.Key, 0))]);
        }
    }

    private static Refusal Missing(Exchange exchange, SourcePosition position)
    {
        var refusal = new Refusal(JwtStatus.Missing.Reason, JwtStatus.Missing.StatusCode, JwtStatus.Missing.Body, position)
        {
            Challenge = Challenge.For(exchange, exchange.PathAndQuery, JwtStatus.Missing),
        };
        exchange.Release();
        return refusal;
    }

    private static PolicyDecision Refuse(Refusal refusal) =>
        new(refusal.ToResponse([])) { Reason = refusal.Reason, Position = refusal.Position, Refusal = refusal };
}
