using LlmPolicy.Exchanges;
using LlmPolicy.Headers;

namespace LlmPolicy.Routing;

/// <summary><c>routeAction</c>, compiled. Order as in Envoy: headers (most specific first), then host, then path.</summary>
internal sealed class ForwardAction : IRouteAction
{
    /// <summary>Envoy's answer where it has no cluster of that name.</summary>
    private static readonly Refusal NoCluster = new(ReasonCodes.UpstreamUnavailable, 503, "");

    public required IDestinationChoice Destinations { get; init; }

    public required IPathRewrite? PathRewrite { get; init; }

    public required IHostRewrite? HostRewrite { get; init; }

    public required bool AppendXForwardedHost { get; init; }

    public required TimeSpan? Timeout { get; init; }

    public required RetryPolicy? Retries { get; init; }

    public required TimeSpan? IdleTimeout { get; init; }

    public required TimeSpan? MaxStreamDuration { get; init; }

    public required SourcePosition Position { get; init; }

    public bool Forwards => true;

    /// <summary>A destination is drawn when the route is: its response headers stand on a refusal, too.</summary>
    public HeaderLevel[] RefusalLevels(Exchange exchange, HeaderLevels levels) => levels.Response(Destinations.Pick(exchange));

    public string? OutgoingTarget(Exchange exchange, RouteMatcher matcher)
    {
        string? target = PathRewrite is null ? exchange.PathAndQuery : PathRewrite.Apply(exchange.Target, matcher.Path);
        return target is not null && Destinations.Pick(exchange)?.Provider is { } provider ? provider.Target(target) : target;
    }

    public ActionResult Apply(Exchange exchange, HeaderLevels levels, RouteMatcher matcher)
    {
        if (Destinations.Pick(exchange) is not { IsMissing: false } destination)
        {
            return ActionResult.Refuse(NoCluster, Position);
        }

        var context = new TemplateContext(exchange, levels.RouteName);
        foreach (var level in levels.Request(destination))
        {
            if (level.Apply(exchange.Headers, context) is { } unusable)
            {
                return ActionResult.Refuse(unusable, Position);
            }
        }

        string? target = exchange.OutgoingTarget ?? OutgoingTarget(exchange, matcher);
        if (!TryRewriteHost(exchange, destination, out string? host) || target is null)
        {
            return ActionResult.Refuse(ActionResult.TooManyMatches, Position);
        }

        var forwarding = new Forwarding(this, destination, ResponseHeaderPlan.Of(levels.Response(destination), context))
        {
            Target = target,
            Host = host,
            RequestHeaders = exchange.Headers.Changes,
            OwnedHeaders = exchange.OwnedHeaders,
            Body = exchange.OutgoingBody,
            Effects = exchange.Effects,
        };
        exchange.Findings?.Forward(forwarding, Position, Destinations.All.Count());
        return new ActionResult(ReasonCodes.Forwarded, Position, forwarding);
    }

    /// <summary>A provider is asked for by its own name, unless the route says another.</summary>
    private bool TryRewriteHost(Exchange exchange, ForwardDestination destination, out string? host)
    {
        string original = exchange.Target.Authority;
        if (HostRewrite is null)
        {
            host = destination.Provider is null ? original : null;
            return true;
        }

        if (AppendXForwardedHost)
        {
            exchange.Headers.Add(HeaderChange.Append("x-forwarded-host", original, Position));
        }

        return HostRewrite.TryApply(exchange, out host);
    }
}
