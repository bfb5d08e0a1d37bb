using LlmPolicy.Codec;
using LlmPolicy.Http;
using LlmPolicy.Jwt;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>The way of a request through the policy, in Envoy's order: headers' form, framing, target, host, route, tokens, RBAC, action; strictness last.</summary>
internal sealed class PolicyEvaluator(Listeners listeners, TargetRules targetRules)
{
    private static readonly Refusal BadHeader = new(ReasonCodes.HeaderInvalid, 400, "Bad Request");

    public Listeners Listeners => listeners;

    public PolicyDecision Evaluate(in EvaluationContext context)
    {
        var decision = Decide(context);
        context.Trace?.Decided(decision);
        return decision;
    }

    private PolicyDecision Decide(in EvaluationContext context)
    {
        var headers = context.Request.Headers;
        for (int i = 0; i < headers.Count; i++)
        {
            if (!HttpSyntax.IsHeader(headers[i]))
            {
                context.Trace?.BadHeader(headers[i]);
                return Refuse(BadHeader, null, null);
            }
        }

        if (RequestCodec.Check(context.Request, out bool hasConnection) is { } unsound)
        {
            context.Trace?.Unsound(unsound);
            return Refuse(unsound, null, null);
        }

        if (RequestTarget.Parse(context.Request, out var malformed) is not { } target)
        {
            return Refuse(malformed!, null, null);
        }

        context.Trace?.Target(target);
        var listener = listeners.For(context.Request.Scheme);
        if (listener.Find(target.Authority) is not { } host)
        {
            context.Trace?.NoHost(context.Request.Scheme, target.Authority, listeners);
            return Refuse(new Refusal(ReasonCodes.NoVirtualHost, 404, ""), null, null);
        }

        context.Trace?.Host(target.Authority, host);
        var exchange = Exchange.Begin(context, target);
        if (hasConnection)
        {
            ConnectionHeader.RemoveNamed(exchange);
        }

        var decision = host.Match(exchange) is { } match ? Authorize(exchange, listener, host, match) : NoRoute(exchange, host);
        if (decision.Forwarding is not { ChangesResponse: true })
        {
            exchange.Release();
        }

        return decision;
    }

    private PolicyDecision Authorize(Exchange exchange, Listener listener, VirtualHostPolicy host, RouteMatch match)
    {
        // Envoy asks this before any filter, of the route that the client's own headers lead to.
        if (UpgradeRequest.Check(exchange, match.Route) is { } notTaken)
        {
            return Refuse(notTaken, exchange, match.Route);
        }

        exchange.Trace?.Jwt(match.Route);
        for (int stage = 0; stage < JwtStages.Count; stage++)
        {
            listener.ClaimHeaders[stage].RemoveFrom(exchange);
            if (!TryMatchAgain(exchange, host, ref match))
            {
                return NoRoute(exchange, host);
            }

            var verdict = match.Route.Jwt[stage]?.Check(exchange) ?? RequirementVerdict.Satisfied;
            if (verdict.Needed is not null)
            {
                return Fetch(verdict.Needed, exchange, match.Route);
            }

            if (verdict.Refusal is not null)
            {
                return Refuse(verdict.Refusal, exchange, match.Route);
            }
        }

        if (!TryMatchAgain(exchange, host, ref match))
        {
            return NoRoute(exchange, host);
        }

        exchange.Trace?.Rbac(exchange, match.Route);
        return match.Route.Rbac?.Check(exchange) is { } denied ? Refuse(denied, exchange, match.Route) : Act(exchange, match);
    }

    /// <summary>Headers made of claims may lead to another route, whose next stage, RBAC and action then count.</summary>
    private static bool TryMatchAgain(Exchange exchange, VirtualHostPolicy host, ref RouteMatch match)
    {
        if (!exchange.RouteIsStale)
        {
            return true;
        }

        exchange.Trace?.RouteAgain();
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
            exchange.Trace?.Strictness(objection);
            return Refuse(objection, exchange, route);
        }

        var result = route.Action.Apply(exchange, match);
        if (result.Refusal is not null)
        {
            return Refuse(result.Refusal, exchange, route);
        }

        if (result.Forwarding is { } forwarding && targetRules.Check(forwarding.Target, route.Info.Position) is { } broken)
        {
            exchange.Trace?.Strictness(broken);
            return Refuse(broken, exchange, route);
        }

        return new PolicyDecision((object?)result.Forwarding ?? result.Response)
        {
            Reason = result.Reason,
            Position = result.Position,
            Route = route.Info,
            Callers = exchange.Callers,
        };
    }

    private static PolicyDecision NoRoute(Exchange exchange, VirtualHostPolicy host) =>
        Refuse(new Refusal(ReasonCodes.NoRoute, 404, "", host.Position), exchange, null);

    private static PolicyDecision Fetch(RemoteJwks keys, Exchange exchange, RoutePolicy route) => new(keys)
    {
        Reason = ReasonCodes.KeysNeeded,
        Position = keys.Position,
        Route = route.Info,
        Callers = exchange.Callers,
    };

    private static PolicyDecision Refuse(Refusal refusal, Exchange? exchange, RoutePolicy? route) =>
        new(exchange is null || route is null ? refusal.ToResponse() : refusal.ToResponse(exchange, route))
        {
            Reason = refusal.Reason,
            Position = refusal.Position,
            Route = route?.Info,
            Callers = exchange?.Callers ?? [],
            Refusal = refusal,
        };
}
