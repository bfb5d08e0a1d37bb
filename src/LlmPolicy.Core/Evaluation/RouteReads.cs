using LlmPolicy.ExtAuth;
using LlmPolicy.Headers;
using LlmPolicy.Jwt;
using LlmPolicy.Models;
using LlmPolicy.RateLimits;
using LlmPolicy.Routing;

namespace LlmPolicy.Evaluation;

/// <summary>What a route looks at of a request and its callers, beside method, host and target.</summary>
internal static class RouteReads
{
    /// <summary>The headers by which it is matched.</summary>
    public static IEnumerable<string> MatcherHeaders(RoutePolicy route) => route.Matchers.SelectMany(matcher => matcher.Headers).Select(header => header.Name).Where(IsHeader);

    /// <summary>The headers that it makes others of, that its rules look at, or that say where it sends to.</summary>
    public static IEnumerable<string> SourceHeaders(RoutePolicy route) =>
        Templates(route).SelectMany(template => template.Headers)
            .Concat(route.Steps.Rules.SelectMany(rule => rule.Step.Headers))
            .Concat(route.Action is ForwardAction { HostRewrite: HeaderHostRewrite rewrite } ? [rewrite.Header] : [])
            .Concat(route.Action is ForwardAction { Destinations: HeaderChoice choice } ? [choice.Header] : [])
            .Where(IsHeader);

    /// <summary>The query parameters by which it is matched.</summary>
    public static IEnumerable<string> MatcherParameters(RoutePolicy route) => route.Matchers.SelectMany(matcher => matcher.QueryParameters).Select(parameter => parameter.Name);

    /// <summary>The query parameters that it makes headers of, or whose beginning a permission's prefix asks for.</summary>
    public static IEnumerable<string> SourceParameters(RoutePolicy route) =>
        Templates(route).SelectMany(template => template.Parameters)
            .Concat((route.Rbac?.Rules ?? []).SelectMany(rule => InQuery(rule.Permission.PathPrefix)));

    /// <summary>The headers that it adds to, puts others in the place of, or takes off.</summary>
    public static IEnumerable<string> ChangedHeaders(RoutePolicy route) =>
        Levels(route).SelectMany(level => level.Removals.Select(removal => removal.Name).Concat(level.Additions.Select(addition => addition.Name)))
            .Concat(ClaimHeaders(route).Select(header => header.Name))
            .Concat(route.Steps.Rules.SelectMany(rule => rule.Step.ChangedHeaders))
            .Concat(AuthSteps(route).SelectMany(step => step.OwnHeaders).Select(header => header.Name))
            .Where(IsHeader);

    /// <summary>The claims that decide, or are sent.</summary>
    public static IEnumerable<IReadOnlyList<string>> Claims(RoutePolicy route)
    {
        var models = route.Steps.Rules.Select(rule => rule.Step).OfType<ModelStep>().SelectMany(step => step.Rules.Rules).ToList();
        var principals = (route.Rbac?.Rules ?? []).SelectMany(rule => rule.Principals)
            .Concat(models.SelectMany(rule => rule.Principals))
            .Concat(route.Budgets.SelectMany(budget => budget.Overrides).SelectMany(limits => limits.Principals));
        return principals.SelectMany(principal => principal.Claims).Select(claim => claim.Path.Names)
            .Concat(models.Select(rule => rule.Claim?.Path.Names).OfType<IReadOnlyList<string>>())
            .Concat(route.Budgets.SelectMany(budget => budget.Key).Where(key => !key.IsOfApiKey).Select(key => key.Path.Names))
            .Concat(route.Steps.Rules.Select(rule => rule.Step).OfType<RateLimitStep>().SelectMany(step => step.Claims))
            .Concat(ClaimHeaders(route).Select(header => header.Path.Names))
            .Concat(Templates(route).SelectMany(template => template.Claims));
    }

    /// <summary>The places where it looks for tokens.</summary>
    public static IEnumerable<ITokenLocation> TokenPlaces(RoutePolicy route) => Providers(route).SelectMany(provider => provider.Locations);

    /// <summary>The headers in which it looks for what callers show beside tokens, as they are taken off.</summary>
    public static IEnumerable<HeaderChange> Credentials(RoutePolicy route) =>
        AuthSteps(route).SelectMany(step => step.Credentials.Removals);

    private static IEnumerable<AuthStep> AuthSteps(RoutePolicy route) => route.Steps.ExtAuth.OfType<AuthStep>();

    private static IEnumerable<ProviderPolicy> Providers(RoutePolicy route) => route.Jwt.InOrder.SelectMany(requirement => requirement.Providers);

    private static IEnumerable<ClaimHeader> ClaimHeaders(RoutePolicy route) => Providers(route).SelectMany(provider => provider.ClaimHeaders);

    private static IEnumerable<HeaderTemplate> Templates(RoutePolicy route) =>
        Levels(route).SelectMany(level => level.Additions).Select(addition => addition.Template).OfType<HeaderTemplate>();

    private static IEnumerable<HeaderLevel> Levels(RoutePolicy route)
    {
        var levels = route.Levels.RequestLevels.Concat(route.Levels.ResponseLevels);
        return route.Action is not ForwardAction forward ? levels
            : levels.Concat(forward.Destinations.All.SelectMany(destination => destination.ResponseLevel is { } response ? destination.RequestLevels.Append(response) : destination.RequestLevels));
    }

    private static IEnumerable<string> InQuery(string prefix) => prefix.Split('?', 2) is [_, var query] ? query.Split('&').Select(part => part.Split('=')[0]) : [];

    /// <summary>A secret has no name of its own, and a pseudo-header is no header.</summary>
    private static bool IsHeader(string name) => name.Length > 0 && !name.StartsWith(':');
}
