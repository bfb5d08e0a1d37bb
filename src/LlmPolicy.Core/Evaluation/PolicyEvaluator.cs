using LlmPolicy.Exchanges;
using LlmPolicy.Headers;
using LlmPolicy.Refusals;

namespace LlmPolicy.Evaluation;

/// <summary>The way of a request through the policy, in Envoy's order: headers' form, framing, target, host, route, its steps, action; strictness last.</summary>
internal sealed class PolicyEvaluator(Listeners listeners, TargetRules targetRules, RefusalBodies refusalBodies)
{
    /// <summary>The phases of a route's steps, in order.</summary>
    private static readonly StepPhase[] Phases = Enum.GetValues<StepPhase>();

    public Listeners Listeners => listeners;

    /// <summary>Decides a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="facts">What is known beside it.</param>
    /// <param name="now">The time.</param>
    /// <param name="findings">Who listens to what is found; null for nobody.</param>
    public PolicyDecision Evaluate(PolicyRequest request, PolicyFacts facts, DateTimeOffset now, Findings? findings)
    {
        var decision = Decide(request, facts, now, findings);
        findings?.Decided(decision);
        return decision;
    }

    private PolicyDecision Decide(PolicyRequest request, PolicyFacts facts, DateTimeOffset now, Findings? findings)
    {
        if (RequestAddress.Read(request, listeners, findings, out var unsound) is not { } address)
        {
            return Refuse(unsound!, findings);
        }

        var (host, exchange) = (address.Host, address.Begin(facts, now, findings));
        var decision = host.Match(exchange) is { } match ? Run(exchange, address.Listener, host, match) : NoRoute(exchange, host);
        if (decision.Forwarding is not { ChangesResponse: true })
        {
            exchange.Release();
        }

        return decision;
    }

    /// <summary>Asks the route's steps, phase by phase, and acts if all of them pass.</summary>
    private PolicyDecision Run(Exchange exchange, Listener listener, VirtualHostPolicy host, RouteMatch match)
    {
        foreach (var phase in Phases)
        {
            listener.OwnHeaders(phase)?.RemoveFrom(exchange);
            if (listener.Asks(phase) && !TryMatchAgain(exchange, host, ref match))
            {
                return NoRoute(exchange, host);
            }

            if (phase == StepPhase.Body)
            {
                // Tokens and keys have decided by now; from here on, what is sent is put together.
                exchange.Request.BorrowedAt?.TakeOff(exchange);
                exchange.Shown?.TakeOff(exchange);
            }

            var steps = match.Route.Steps[phase];
            if (phase >= StepPhase.Body && !steps.IsEmpty)
            {
                exchange.OutgoingTarget ??= match.Route.Action.OutgoingTarget(exchange, match.Matcher);
            }

            foreach (var step in steps)
            {
                var result = step.Check(exchange);
                if (!result.Passes)
                {
                    return result.Need is { } need ? Ask(need, exchange, match.Route)
                        : result.Given is { } answer ? Answer(answer, exchange, match.Route)
                        : Refuse(result.Refusal!, exchange, match);
                }
            }
        }

        return Act(exchange, match);
    }

    /// <summary>Headers made of claims may lead to another route, whose later phases and action then count.</summary>
    private static bool TryMatchAgain(Exchange exchange, VirtualHostPolicy host, ref RouteMatch match)
    {
        if (!exchange.RouteIsStale)
        {
            return true;
        }

        exchange.Findings?.RouteAgain();
        exchange.RouteIsStale = false;
        var again = host.Match(exchange);
        match = again ?? match;
        return again is not null;
    }

    private PolicyDecision Act(Exchange exchange, RouteMatch match)
    {
        var route = match.Route;
        if (route.Action.Forwards && exchange.Objection is { } objection)
        {
            exchange.Findings?.Strictness(objection);
            return Refuse(objection, exchange, match);
        }

        var result = route.Action.Apply(exchange, route.Levels, match.Matcher);
        if (result.Refusal is not null)
        {
            return Refuse(result.Refusal, exchange, match);
        }

        if (result.Result is Forwarding forwarding && targetRules.Check(forwarding.Target, route.Info.Position) is { } broken)
        {
            exchange.Findings?.Strictness(broken);
            return Refuse(broken, exchange, match);
        }

        return new PolicyDecision(result.Result!)
        {
            Reason = result.Reason,
            Position = result.Position,
            Route = route.Info,
            Callers = exchange.Callers,
            ExtAuthCaller = exchange.ExtAuthCaller,
            Models = exchange.Models,
        };
    }

    private static PolicyDecision NoRoute(Exchange exchange, VirtualHostPolicy host)
    {
        var refusal = new Refusal(ReasonCodes.NoRoute, 404, "", host.Position);
        var headers = ResponseHeaderPlan.Of([], new TemplateContext(exchange, ""))?.Apply(AnswerFacts.Of(refusal), []) ?? [];
        return new PolicyDecision(refusal.ToResponse(headers)) { Reason = refusal.Reason, Position = refusal.Position, Callers = exchange.Callers, ExtAuthCaller = exchange.ExtAuthCaller, Refusal = refusal };
    }

    private static PolicyDecision Ask(PolicyNeed need, Exchange exchange, RoutePolicy route) => new(need)
    {
        Reason = need.Reason,
        Position = need.Position,
        Route = route.Info,
        Callers = exchange.Callers,
        ExtAuthCaller = exchange.ExtAuthCaller,
    };

    private static PolicyDecision Answer(StepAnswer answer, Exchange exchange, RoutePolicy route) => new(route.Respond(answer, exchange))
    {
        Reason = answer.Reason,
        Position = answer.Position,
        Route = route.Info,
        Callers = exchange.Callers,
        ExtAuthCaller = exchange.ExtAuthCaller,
    };

    private PolicyDecision Refuse(Refusal refusal, Exchange exchange, RouteMatch match) => new(Respond(refusal, exchange, match))
    {
        Reason = refusal.Reason,
        Position = refusal.Position,
        Route = match.Route.Info,
        Callers = exchange.Callers,
        ExtAuthCaller = exchange.ExtAuthCaller,
        Models = exchange.Models,
        Refusal = refusal,
    };

    private PolicyResponse Respond(Refusal refusal, Exchange exchange, RouteMatch match)
    {
        var (route, matcher) = match;
        var answer = route.Respond(refusal, exchange);
        if (refusalBodies != RefusalBodies.Provider || !route.Action.Forwards || refusal.Body.Length == 0)
        {
            return answer;
        }

        string target = exchange.OutgoingTarget ?? route.Action.OutgoingTarget(exchange, matcher) ?? exchange.PathAndQuery;
        return ProviderErrors.For(exchange.Request.Method, target, refusal.StatusCode, refusal.Reason, refusal.Body).ToResponse(refusal.StatusCode, answer.Headers);
    }

    /// <summary>A refusal before any host was looked for.</summary>
    private static PolicyDecision Refuse(Refusal refusal, Findings? findings)
    {
        if (refusal.Finding is { } finding)
        {
            findings?.Add(ExplanationSubject.Request, ExplanationResult.DoesNotFit, finding);
        }

        return new PolicyDecision(refusal.ToResponse([])) { Reason = refusal.Reason, Position = refusal.Position, Refusal = refusal };
    }
}
