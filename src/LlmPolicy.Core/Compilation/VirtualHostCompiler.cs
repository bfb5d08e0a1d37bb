using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Headers;
using LlmPolicy.Jwt;
using LlmPolicy.Models;
using LlmPolicy.Rbac;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>A VirtualService's host and routes, compiled.</summary>
internal sealed class VirtualHostCompiler(CompileContext context)
{
    private readonly JwtCompiler _jwt = new(context);
    private readonly RbacCompiler _rbac = new(context);
    private readonly HeaderCompiler _headers = new(context);
    private readonly MatcherCompiler _matchers = new(context);
    private readonly UpgradeCompiler _upgrades = new(context);
    private readonly FaultCompiler _faults = new(context);
    private readonly RouteResolver _resolver = new(context);
    private readonly ExtAuthCompiler _extAuth = new(context);
    private readonly AttachmentCompiler _attachments = new(context);
    private readonly RateLimitCompiler _rateLimits = new(context);
    private readonly LimitCompiler _limits = new(context, new RateLimitCompiler(context));

    public CompiledHost Compile(VirtualService service, VirtualHost source)
    {
        var host = WithReferredOptions(source);
        var jwt = _jwt.Compile(host.Options.Jwt);
        var rbac = CompileRbac(host);
        var levels = (_headers.CompileRequest(host.Options.HeaderManipulation), _headers.CompileResponse(host.Options.HeaderManipulation));
        var actions = new ActionCompiler(context, _headers, new RetryCompiler(context).Compile(host.Options.Retries));
        var filters = new HostFilters(
            new CorsCompiler(context, host.Options), new CsrfCompiler(context, host.Options.Csrf), new TransformationCompiler(context, _matchers, host.Options));
        var routes = new List<CompiledRoute>();
        var limits = _rateLimits.Compile(service, host);
        foreach (var (index, route) in _resolver.Resolve(service, host).Index())
        {
            var guards = RouteGuards.Of(route.Route.Options, host.Options);
            routes.Add(new CompiledRoute(route.Route, guards, Compile(service, host, route, guards, index, jwt, rbac, levels, actions, filters, limits)));
        }

        string[] domains = host.Domains.Count == 0 ? ["*"] : [.. host.Domains.Select(d => d.Value)];
        return new CompiledHost(host, new VirtualHostPolicy(service.Name, domains, host.Position, jwt, [.. routes.Select(r => r.Policy).OfType<RoutePolicy>()]), routes);
    }

    private VirtualHost WithReferredOptions(VirtualHost host)
    {
        var options = host.Options;
        foreach (var reference in host.OptionsRefs)
        {
            options = options.Over(context.FindOptions<VirtualHostOption>(reference)?.Options);
        }

        return host with { Options = options };
    }

    private RbacPolicySet? CompileRbac(VirtualHost host)
    {
        if (host.Options.Rbac is { } rbac)
        {
            return _rbac.Compile(rbac);
        }

        // Settings.rbac.requireRbac: no policy allows, so all is refused.
        return context.Options.RequireRbac ? new RbacPolicySet([], host.Position) : null;
    }

    private RoutePolicy? Compile(
        VirtualService service, VirtualHost host, ResolvedRoute resolved, RouteGuards guards, int index, JwtStages hostJwt,
        RbacPolicySet? hostRbac, (HeaderLevel? Request, HeaderLevel? Response) hostLevels, ActionCompiler actions, HostFilters filters, HostRateLimits limits)
    {
        var route = resolved.Route;
        var jwt = _jwt.Compile(guards.Jwt);
        var rbac = route.Options.Rbac is { } own ? _rbac.Compile(own) : hostRbac;
        CheckRbac(route, host, rbac, hostJwt, jwt);
        var action = actions.Compile(route, resolved.Namespace);
        var matchers = _matchers.Compile(route);
        var levels = Levels(service, hostLevels, resolved, index, filters.Cors);
        return action is null
            ? null
            : new RoutePolicy
            {
                Info = new RouteInfo { VirtualService = service.Name, Name = resolved.Trail.Name, Position = route.Position },
                Matchers = matchers,
                Steps = new RouteSteps(
                    new UpgradeStep(action.Forwards ? _upgrades.CompileWebSockets(route.Options.Upgrades) : context.Options.AllowWebSockets, route.Position),
                    jwt, rbac, RulesOf(service, host, resolved, guards, filters, limits, matchers, action), route.Position),
                Action = action,
                Levels = levels,
            };
    }

    /// <summary>What the route's options ask for beside tokens and RBAC, and what is attached to it. Each names its phase; within one they are asked in this order.</summary>
    private IReadOnlyList<RouteRule> RulesOf(
        VirtualService service, VirtualHost host, ResolvedRoute resolved, RouteGuards guards, HostFilters filters, HostRateLimits limits, RouteMatcher[] matchers, IRouteAction action)
    {
        var attached = _attachments.RulesOf(resolved);
        return
        [
            .. _faults.RulesOf(resolved.Route),
            .. filters.Transformations.RulesOf(resolved.Route),
            .. filters.Cors.RulesOf(resolved.Route),
            .. _rateLimits.RulesOf(resolved.Route, limits, matchers, action),
            .. _limits.RulesOf(service, host.Options, resolved.Route, action),
            .. ExtAuthCompiler.RulesOf(_extAuth.Compile(guards.ExtAuth), action),
            .. filters.Csrf.RulesOf(resolved.Route),
            .. PinnedModel(action, attached),
            .. attached,
        ];
    }

    /// <summary>The model that an Upstream sets, where one does. As much of a body is read as for the rules on models.</summary>
    private static IEnumerable<RouteRule> PinnedModel(IRouteAction action, IReadOnlyList<RouteRule> attached)
    {
        if (action is not ForwardAction { Destinations: var destinations } || !destinations.All.Any(d => d.Provider?.Model is not null))
        {
            return [];
        }

        int limit = attached.Select(rule => rule.Step).OfType<ModelStep>().Select(step => step.BodyLimit).DefaultIfEmpty(ModelRequest.DefaultBodyLimit).Max();
        return [new RouteRule(StepPhase.Body, new PinnedModelStep(exchange => destinations.Pick(exchange)?.Provider?.Model, limit))];
    }

    /// <summary>Gloo does not load RBAC where no provider could ever verify anybody, nor a provider that is not there.</summary>
    private void CheckRbac(Route route, VirtualHost host, RbacPolicySet? rbac, JwtStages hostJwt, JwtStages routeJwt)
    {
        if (rbac is null)
        {
            return;
        }

        var position = route.Options.Rbac?.Position ?? host.Options.Rbac?.Position ?? host.Position;
        var providers = hostJwt.InOrder.Concat(routeJwt.InOrder).SelectMany(r => r.Providers).Select(p => p.Name).ToHashSet();
        bool asked = (host.Options.Jwt, route.Options.Jwt?.Providers) is not (null, null);
        if (!asked && rbac.Rules.Count > 0)
        {
            context.Error(DiagnosticCodes.RbacWithoutJwt, position, "rbac asks for claims, but there is no JWT provider to verify any.", "Add options.jwt to the virtual host.");
        }

        foreach (string name in rbac.Rules.SelectMany(r => r.Principals).Select(p => p.Provider).Where(p => p.Length > 0 && asked && !providers.Contains(p)).Distinct())
        {
            context.Diagnostics.Warning(DiagnosticCodes.Rbac, position, $"A principal names the provider '{name}', which this route does not have: it never matches.");
        }
    }

    private HeaderLevels Levels(VirtualService service, (HeaderLevel? Request, HeaderLevel? Response) host, ResolvedRoute resolved, int index, CorsCompiler cors)
    {
        var own = resolved.Route.Options.HeaderManipulation;
        string name = resolved.Trail.IsNamed ? $"-{resolved.Trail.GlooName}" : "";
        return new HeaderLevels(
            $"{service.Name.Namespace}_{service.Name.Name.Replace('.', '_')}-route-{index}{name}",
            [.. new[] { _headers.CompileRequest(own), host.Request }.OfType<HeaderLevel>()],
            [.. new[] { _headers.CompileResponse(own), cors.DirectHeaders(resolved.Route), host.Response }.OfType<HeaderLevel>()]);
    }
}

/// <summary>What a host says of filters that its routes have as well.</summary>
internal sealed record HostFilters(CorsCompiler Cors, CsrfCompiler Csrf, TransformationCompiler Transformations);
