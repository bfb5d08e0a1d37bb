using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>The way of a request through the policy, in Envoy's order: headers' form, target, host, route, tokens, RBAC, action; strictness last.</summary>
internal sealed class PolicyEvaluator(HostTables hosts, TargetRules targetRules)
{
    private static readonly Refusal BadHeader = new(ReasonCodes.HeaderInvalid, 400, "Bad Request");

    public HostTables Hosts => hosts;

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

        if (RequestTarget.Parse(context.Request, out var malformed) is not { } target)
        {
            return Refuse(malformed!, null, null);
        }

        context.Trace?.Target(target);
        if (hosts.Find(context.Request.Scheme, target.Authority) is not { } host)
        {
            context.Trace?.NoHost(context.Request.Scheme, target.Authority, hosts);
            return Refuse(new Refusal(ReasonCodes.NoVirtualHost, 404, ""), null, null);
        }

        context.Trace?.Host(target.Authority, host);
        var exchange = Exchange.Begin(context, target);
        var decision = host.Match(exchange) is { } match ? Authorize(exchange, host, match) : NoRoute(exchange, host);
        if (decision.Forwarding is not { ChangesResponse: true })
        {
            exchange.Release();
        }

        return decision;
    }

    private PolicyDecision Authorize(Exchange exchange, VirtualHostPolicy host, RouteMatch match)
    {
        // Envoy asks this before any filter, of the route that the client's own headers lead to.
        if (UpgradeRequest.Check(exchange, match.Route) is { } notTaken)
        {
            return Refuse(notTaken, exchange, match.Route);
        }

        exchange.Trace?.Jwt(match.Route);
        foreach (var requirement in match.Route.Jwt)
        {
            var verdict = requirement.Check(exchange);
            if (verdict.Needed is not null)
            {
                return Fetch(verdict.Needed, exchange, match.Route);
            }

            if (verdict.Refusal is not null)
            {
                return Refuse(verdict.Refusal, exchange, match.Route);
            }
        }

        // Headers made of claims may lead to another route, whose RBAC then counts.
        if (exchange.RouteIsStale)
        {
            exchange.Trace?.RouteAgain();
            if (host.Match(exchange) is not { } again)
            {
                return NoRoute(exchange, host);
            }

            match = again;
        }

        exchange.Trace?.Rbac(exchange, match.Route);
        return match.Route.Rbac?.Check(exchange) is { } denied ? Refuse(denied, exchange, match.Route) : Act(exchange, match);
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
        new(exchange is null || route is null ? refusal.ToResponse() : refusal.ToResponse(exchange, route.Levels))
        {
            Reason = refusal.Reason,
            Position = refusal.Position,
            Route = route?.Info,
            Callers = exchange?.Callers ?? [],
            Refusal = refusal,
        };
}
