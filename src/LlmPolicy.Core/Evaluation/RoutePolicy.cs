using LlmPolicy.Budgets;
using LlmPolicy.Exchanges;
using LlmPolicy.Headers;
using LlmPolicy.Jwt;
using LlmPolicy.Rbac;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>A route, compiled: who may, and what happens then.</summary>
internal sealed class RoutePolicy
{
    public required RouteInfo Info { get; init; }

    public required RouteMatcher[] Matchers { get; init; }

    /// <summary>What is asked of a request, in order.</summary>
    public required RouteSteps Steps { get; init; }

    public required IRouteAction Action { get; init; }

    /// <summary>Header levels of the route and its host; those of the response also go on refusals.</summary>
    public required HeaderLevels Levels { get; init; }

    /// <summary>What is asked of tokens, stage by stage.</summary>
    public JwtStages Jwt => Steps.Jwt;

    /// <summary>The RBAC policies in force; null for none.</summary>
    public RbacPolicySet? Rbac => Steps.Rbac;

    /// <summary>The budgets that its requests take from.</summary>
    public IEnumerable<BudgetRule> Budgets => Steps.Rules.Select(rule => rule.Step).OfType<BudgetStep>().Select(step => step.Rule);

    /// <summary>The first matcher that fits; null if none does.</summary>
    public RouteMatcher? Match(Exchange exchange)
    {
        var attempt = RouteAttempt.Begin(exchange.Findings, this);
        foreach (var matcher in Matchers)
        {
            var mismatch = matcher.FindMismatch(exchange);
            attempt?.Tried(matcher, mismatch);
            if (mismatch is null)
            {
                exchange.MatcherIndex = matcher.Index;
                attempt?.End(matcher);
                return matcher;
            }
        }

        attempt?.End(null);
        return null;
    }

    /// <summary>The answer of a refusal on this route, whose response headers go on it.</summary>
    public PolicyResponse Respond(Refusal refusal, Exchange exchange) =>
        refusal.ToResponse(Levels.Respond(exchange, AnswerFacts.Of(refusal), Action.RefusalLevels(exchange, Levels), []));

    /// <summary>The answer that a step gives, on which no response header of the route's stands: it comes of a filter, not of the route.</summary>
    public PolicyResponse Respond(StepAnswer answer, Exchange exchange) => PolicyResponse.Text(
        answer.StatusCode, "", Levels.Respond(exchange, AnswerFacts.Direct(answer.StatusCode), [], answer.Headers));
}

/// <summary>A route and the one of its matchers that fitted: a rewrite replaces what the matcher matched.</summary>
internal readonly record struct RouteMatch(RoutePolicy Route, RouteMatcher Matcher);
