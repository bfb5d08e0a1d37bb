using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>Follows <c>delegateAction</c> through the route tables, depth first, and merges options on the way as Gloo does.</summary>
internal sealed class RouteResolver(CompileContext context)
{
    public IReadOnlyList<ResolvedRoute> Resolve(VirtualService service, VirtualHost host) =>
        Resolve([.. host.Routes.Select(route => Inheriting(route, host))], service.Name.Namespace, null, RouteTrail.Of(service), []);

    /// <summary>Follows a table that no host led to so far, as if a route without a matcher did.</summary>
    public void ResolveAlone(RouteTable table)
    {
        if (context.EnteredTables.Add(table))
        {
            Resolve(table.Routes, table.Name.Namespace, null, RouteTrail.Alone, [table]);
        }
    }

    /// <summary>A host's own route may ask for its host's transformations behind its own; a table's asks the route that leads to it.</summary>
    private static Route Inheriting(Route route, VirtualHost host) => route.Options.StagedTransformations is not { InheritTransformation: true } own ? route
        : route with { Options = route.Options with { StagedTransformations = own.Inheriting(host.Options.StagedTransformations) } };

    private List<ResolvedRoute> Resolve(
        IReadOnlyList<Route> routes, string ownNamespace, Route? parent, RouteTrail way, IReadOnlyList<RouteTable> visited)
    {
        var resolved = new List<ResolvedRoute>();
        for (int i = 0; i < routes.Count; i++)
        {
            var trail = way.To(routes[i].Name, i);
            var route = WithReferredOptions(routes[i]);
            if (parent is not null)
            {
                route = RouteInheritance.Inherit(route, parent);
                if (RouteInheritance.Problem(route, parent) is { } problem)
                {
                    context.Diagnostics.Warning(DiagnosticCodes.Delegation, route.Position, $"The route is left out: {problem}.");
                    continue;
                }
            }

            if (route.DelegateAction is { } action)
            {
                resolved.AddRange(Follow(route, action, ownNamespace, trail, visited));
            }
            else
            {
                resolved.Add(new ResolvedRoute(route, ownNamespace, trail));
            }
        }

        return resolved;
    }

    private IEnumerable<ResolvedRoute> Follow(
        Route route, DelegateAction action, string ownNamespace, RouteTrail trail, IReadOnlyList<RouteTable> visited)
    {
        if (RouteInheritance.DelegationProblem(route) is { } problem)
        {
            context.Error(DiagnosticCodes.Delegation, route.Position, $"A route that delegates {problem}.");
            return [];
        }

        var tables = Select(action, ownNamespace);
        context.Delegations.Add(new Delegation(route, tables));

        // By weight; tables of one weight are sorted together, so that a longer path is not hidden by a shorter one.
        return tables
            .GroupBy(table => table.Weight)
            .OrderBy(group => group.Key)
            .SelectMany(group => Enter([.. group], route, trail, visited));
    }

    private IEnumerable<ResolvedRoute> Enter(IReadOnlyList<RouteTable> tables, Route route, RouteTrail trail, IReadOnlyList<RouteTable> visited)
    {
        var resolved = new List<ResolvedRoute>();
        foreach (var table in tables)
        {
            if (visited.Contains(table))
            {
                string cycle = string.Join(" -> ", visited.Append(table).Select(t => t.Name));
                context.Error(DiagnosticCodes.Delegation, table.Metadata.Position, $"The delegation is circular: {cycle}.");
                continue;
            }

            context.EnteredTables.Add(table);
            resolved.AddRange(Resolve(table.Routes, table.Name.Namespace, route, trail.Into(table), [.. visited, table]));
        }

        return tables.Count > 1 ? resolved.Order(RouteOrder.Instance) : resolved;
    }

    private IReadOnlyList<RouteTable> Select(DelegateAction action, string ownNamespace)
    {
        if (action.Ref is { } reference)
        {
            return context.Resources.TryFind<RouteTable>(reference.Named(), out var table)
                ? [table]
                : None(action, $"no RouteTable {reference.Named()} is defined", reference.Advice("Add the RouteTable to the manifests."));
        }

        if (action.Selector is not { } selector)
        {
            return None(action, "delegateAction names no table", "Give it ref or selector.");
        }

        if (selector.Problem is { } problem)
        {
            return None(action, problem, "It follows Kubernetes' rules.");
        }

        List<RouteTable> selected = [.. context.Resources.All<RouteTable>().Where(t => selector.Selects(t, ownNamespace))];
        return selected.Count > 0 ? selected : None(action, "no RouteTable is selected", "Add the RouteTable to the manifests.");
    }

    /// <summary>As in Gloo, which waits for tables that may come later: a route that leads nowhere holds no guard and lets nobody in.</summary>
    private RouteTable[] None(DelegateAction action, string problem, string remedy)
    {
        context.Diagnostics.Warning(DiagnosticCodes.Delegation, action.Position, $"The route is left out: {problem}.", remedy);
        return [];
    }

    private Route WithReferredOptions(Route route)
    {
        var options = route.Options;
        foreach (var reference in route.OptionsRefs)
        {
            options = options.Over(context.FindOptions<RouteOption>(reference)?.Options);
        }

        return route with { Options = options };
    }
}
