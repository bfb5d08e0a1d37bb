using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>
/// Compiles what no host compiles, only to find its errors: tables and groups that nothing leads to, options that nothing refers to or that others
/// hide, routes that were left out. What it reports that was reported before is dropped with all doubles.
/// </summary>
internal sealed class WrittenCompiler(CompileContext context)
{
    private readonly JwtCompiler _jwt = new(context);
    private readonly RbacCompiler _rbac = new(context);
    private readonly HeaderCompiler _headers = new(context);
    private readonly MatcherCompiler _matchers = new(context);
    private readonly UpgradeCompiler _upgrades = new(context);
    private readonly ExtAuthCompiler _extAuth = new(context);
    private readonly RetryCompiler _retries = new(context);
    private readonly DestinationCompiler _destinations = new(context, new HeaderCompiler(context));
    private readonly ActionCompiler _actions = new(context, new HeaderCompiler(context), null);

    public void Compile(IEnumerable<Resource> resources)
    {
        var resolver = new RouteResolver(context);
        foreach (var resource in resources)
        {
            switch (resource)
            {
                case VirtualService { VirtualHost: { } host }:
                    CompileAll(host.Routes, resource.Name.Namespace);
                    Compile(host.Options);
                    break;
                case RouteTable table:
                    CompileAll(table.Routes, table.Name.Namespace);
                    resolver.ResolveAlone(table);
                    break;
                case RouteOption { Options: { } options }:
                    Compile(options);
                    break;
                case VirtualHostOption { Options: { } options }:
                    Compile(options);
                    break;
                case AuthConfig config:
                    _extAuth.Compile(config);
                    break;
                case UpstreamGroup group:
                    _destinations.Compile(group);
                    break;
            }
        }
    }

    private void CompileAll(IReadOnlyList<Route> routes, string ownNamespace)
    {
        foreach (var route in routes)
        {
            // A matcher without a path may get one from the route that delegates, or is none on one that delegates itself.
            _matchers.Compile(route with { Matchers = [.. route.Matchers.Where(m => m.HasPath)] });
            Compile(route.Options);
            if (route.DelegateAction is null)
            {
                _actions.Compile(route, ownNamespace);
            }
        }
    }

    private void Compile(RouteOptions options)
    {
        _jwt.Compile(options.Jwt?.Providers);
        _extAuth.Compile(options.ExtAuth);
        Compile(options.Rbac, options.HeaderManipulation, options.Retries);
        _actions.CompileRewrites(options);
        _upgrades.CompileWebSockets(options.Upgrades);
    }

    private void Compile(VirtualHostOptions options)
    {
        _jwt.Compile(options.Jwt);
        _extAuth.Compile(options.ExtAuth);
        Compile(options.Rbac, options.HeaderManipulation, options.Retries);
    }

    private void Compile(RbacSettings? rbac, HeaderManipulation? headers, RetryOptions? retries)
    {
        if (rbac is not null)
        {
            _rbac.Compile(rbac);
        }

        _headers.CompileRequest(headers);
        _headers.CompileResponse(headers);
        _retries.Compile(retries);
    }
}
