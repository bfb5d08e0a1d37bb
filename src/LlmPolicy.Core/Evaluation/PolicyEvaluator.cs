using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>The way of a request through the policy, in Envoy's order: headers' form, target, host, route, tokens, RBAC, action; strictness last.</summary>
internal sealed class PolicyEvaluator(HostTables hosts, IReadOnlySet<string> laxRules)
{
    private static readonly Refusal BadHeader = new(ReasonCodes.HeaderInvalid, 400, "Bad Request");

    public PolicyDecision Evaluate(EvaluationContext context)
    {
        foreach (var header in context.Request.Headers)
        {
            if (!HttpSyntax.IsHeader(header))
            {
                return Refuse(BadHeader, null, null);
            }
        }

        if (RequestTarget.Parse(context.Request, out var malformed) is not { } target)
        {
            return Refuse(malformed!, null, null);
        }

        if (hosts.Find(context.Request.Scheme, target.Authority) is not { } host)
        {
            return Refuse(new Refusal(ReasonCodes.NoVirtualHost, 404, ""), null, null);
        }

        var exchange = new Exchange(context, target);
        return host.Match(exchange) is { } match ? Authorize(exchange, host, match) : NoRoute(exchange, host);
    }

    private PolicyDecision Authorize(Exchange exchange, VirtualHostPolicy host, RouteMatch match)
    {
        // Envoy asks this before any filter, of the route that the client's own headers lead to.
        if (UpgradeRequest.Check(exchange, match.Route) is { } notTaken)
        {
            return Refuse(notTaken, exchange, match.Route);
        }

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
            if (host.Match(exchange) is not { } again)
            {
                return NoRoute(exchange, host);
            }

            match = again;
        }

        return match.Route.Rbac?.Check(exchange) is { } denied ? Refuse(denied, exchange, match.Route) : Act(exchange, match);
    }

    private PolicyDecision Act(Exchange exchange, RouteMatch match)
    {
        var route = match.Route;
        if (route.Action.Forwards && exchange.Objection is { } objection)
        {
            return Refuse(objection, exchange, route);
        }

        var result = route.Action.Apply(exchange, match);
        if (result.Refusal is not null)
        {
            return Refuse(result.Refusal, exchange, route);
        }

        if (result.Forwarding is { } forwarding && !laxRules.Contains(StrictnessRules.TargetDotSegments) && DotSegments.AppearWhenDecoded(forwarding.Target))
        {
            return Refuse(new Refusal(ReasonCodes.TargetDotSegments, 400, "The path holds encoded dot segments", route.Info.Position), exchange, route);
        }

        return new PolicyDecision
        {
            Outcome = result.Forwarding is null ? PolicyOutcome.Respond : PolicyOutcome.Forward,
            Reason = result.Reason,
            Position = result.Position,
            Route = route.Info,
            Callers = exchange.Callers,
            Response = result.Response,
            Forwarding = result.Forwarding,
        };
    }

    private static PolicyDecision NoRoute(Exchange exchange, VirtualHostPolicy host) =>
        Refuse(new Refusal(ReasonCodes.NoRoute, 404, "", host.Position), exchange, null);

    private static PolicyDecision Fetch(RemoteJwks keys, Exchange exchange, RoutePolicy route) => new()
    {
        Outcome = PolicyOutcome.NeedsKeys,
        Reason = ReasonCodes.KeysNeeded,
        Position = keys.Position,
        Route = route.Info,
        Callers = exchange.Callers,
        NeededKeys = keys,
    };

    private static PolicyDecision Refuse(Refusal refusal, Exchange? exchange, RoutePolicy? route) => new()
    {
        Outcome = PolicyOutcome.Respond,
        Reason = refusal.Reason,
        Position = refusal.Position,
        Route = route?.Info,
        Callers = exchange?.Callers ?? [],
        Response = exchange is null || route is null ? refusal.ToResponse() : refusal.ToResponse(exchange, route.Levels),
    };
}
