using LlmPolicy.Http;
using LlmPolicy.Json;
using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>A route's action, compiled.</summary>
internal sealed class ActionCompiler(CompileContext context, HeaderCompiler headers, RetryPolicy? hostRetries)
{
    /// <summary>Envoy's bound for a body of its configuration, in bytes.</summary>
    private const int MaxBodyLength = 4096;

    private readonly DestinationCompiler _destinations = new(context, headers);

    public IRouteAction? Compile(Route route, string defaultNamespace)
    {
        if (route.RouteAction is { } forward)
        {
            return CompileForward(forward, route.Options, defaultNamespace);
        }

        CheckNotForwarded(route);
        if (route.RedirectAction is { } redirect)
        {
            return CompileRedirect(redirect);
        }

        if (route.DirectResponseAction is { } direct)
        {
            return CompileDirectResponse(direct);
        }

        context.Error(DiagnosticCodes.Action, route.Position, "A route needs an action.", "Give it routeAction, redirectAction or directResponseAction.");
        return null;
    }

    /// <summary>The rewrites of options, which the action of a route takes up.</summary>
    public (IPathRewrite? Path, IHostRewrite? Host) CompileRewrites(RouteOptions options) =>
        (CompilePathRewrite(options.PrefixRewrite, options.RegexRewrite), CompileHostRewrite(options.HostRewrite));

    /// <summary>What Gloo does not load on routes that forward nothing, inherited or not.</summary>
    private void CheckNotForwarded(Route route)
    {
        if (route.RedirectAction is not null && route.Options.Cors is { } cors)
        {
            context.Error(DiagnosticCodes.Action, cors.Position, "A redirect can't have cors.", "Take it off this route; where it is inherited, give the route a table of its own.");
        }

        if (route is { RedirectAction: null, DirectResponseAction: not null, Options.Cors: { DisableForRoute: true } off })
        {
            context.Error(DiagnosticCodes.Action, off.Position, "A direct response can't have cors that is disabled: there is none to disable.", "Remove it.");
        }

        if (route.RedirectAction is not null || route.DirectResponseAction is not null)
        {
            CheckForwardOnly("a rate limit", route.Options.RateLimit);
            CheckForwardOnly("lbHash", route.Options.LbHash);
            CheckForwardOnly("shadowing", route.Options.Shadowing);
        }
    }

    private void CheckForwardOnly(string option, SourcePosition? position)
    {
        if (position is { } place)
        {
            context.Error(DiagnosticCodes.Action, place, $"Only a route that forwards can have {option}.", "Take it off this route; where it is inherited, give the route a table of its own.");
        }
    }

    private ForwardAction? CompileForward(RouteAction source, RouteOptions options, string defaultNamespace)
    {
        var destinations = _destinations.Compile(source, defaultNamespace);
        var (pathRewrite, hostRewrite) = CompileRewrites(options);
        if (options.LbHash is { } hash && destinations?.All.Any(d => context.Upstreams.GetValueOrDefault(d.Upstream)?.Endpoints.Count > 1) is true)
        {
            context.Diagnostics.Warning(DiagnosticCodes.LeftOut, hash, "lbHash is not carried out: the Upstream's hosts take turns.");
        }

        return destinations is null ? null : new ForwardAction
        {
            Destinations = destinations,
            PathRewrite = pathRewrite,
            HostRewrite = hostRewrite,
            AppendXForwardedHost = options.AppendXForwardedHost ?? false,
            Timeout = Bound(options.Timeout),
            Retries = options.Retries is { } retries ? new RetryCompiler(context).Compile(retries) : hostRetries,
            IdleTimeout = WholeMilliseconds(options.IdleTimeout),
            MaxStreamDuration = Bound(options.MaxStreamDuration?.Limit),
            Position = source.Position,
        };
    }

    private static TimeSpan? Bound(TimeSpan? limit) => WholeMilliseconds(limit) is { Ticks: > 0 } bound ? bound : null;

    /// <summary>Envoy's timers see no less: what is shorter is 0 to them.</summary>
    private static TimeSpan? WholeMilliseconds(TimeSpan? time) =>
        time is { } exact ? TimeSpan.FromTicks(exact.Ticks - (exact.Ticks % TimeSpan.TicksPerMillisecond)) : null;

    /// <summary>An empty prefixRewrite is none, as in Envoy.</summary>
    private IPathRewrite? CompilePathRewrite(Text? prefix, RegexRewrite? regex)
    {
        if (prefix is { Value.Length: > 0 } && regex is not null)
        {
            context.Error(DiagnosticCodes.OneOf, regex.Position, "'regexRewrite' and 'prefixRewrite' exclude each other, also where one of them is inherited.", "Keep one of them.");
            return null;
        }

        if (prefix is { Value.Length: > 0 })
        {
            PathRules.CheckRewrite(prefix, context);
            return new PrefixRewrite(prefix.Value);
        }

        return regex is not null && RegexCompiler.Compile(regex, context) is var (pattern, substitution) ? new PatternRewrite(pattern, substitution) : null;
    }

    private IHostRewrite? CompileHostRewrite(HostRewriteOptions? options)
    {
        if (options is null)
        {
            return null;
        }

        if (options.AutoHostRewrite)
        {
            return new AutoHostRewrite();
        }

        if (options.HostRewrite is { Value.Length: > 0 } literal)
        {
            if (!HeaderSyntax.IsValue(literal.Value))
            {
                context.Error(DiagnosticCodes.Header, literal.Position, "hostRewrite holds a line break or NUL.");
            }

            return new LiteralHostRewrite(literal.Value);
        }

        if (options.HostRewriteHeader is { } header)
        {
            if (!HeaderSyntax.IsName(header.Value))
            {
                context.Error(DiagnosticCodes.Header, header.Position, $"'{header}' is not a header name.");
            }

            return new HeaderHostRewrite(header.Value);
        }

        return options.HostRewritePathRegex is { } regex && RegexCompiler.Compile(regex, context) is var (pattern, substitution)
            ? new PathHostRewrite(pattern, substitution)
            : null;
    }

    private Redirect CompileRedirect(RedirectAction source)
    {
        if (source.PathRedirect is { } path)
        {
            PathRules.Check(path, context);
        }

        if (source.HostRedirect is { } host)
        {
            PathRules.Check(host, context);
        }

        return new Redirect
        {
            StatusCode = source.StatusCode,
            Host = source.HostRedirect?.Value is { Length: > 0 } value ? value : null,
            Https = source.HttpsRedirect,
            Port = (int?)source.PortRedirect is > 0 and { } port ? port : null,
            Path = source.PathRedirect?.Value is { Length: > 0 } redirected ? redirected : null,
            PathRewrite = CompilePathRewrite(source.PrefixRewrite, source.RegexRewrite),
            StripQuery = source.StripQuery,
            Position = source.Position,
        };
    }

    private DirectResponse? CompileDirectResponse(DirectResponseAction source)
    {
        string body = ClaimText.ToBytes(source.Body?.Value ?? "");
        if (body.Length > MaxBodyLength)
        {
            context.Error(DiagnosticCodes.InvalidValue, source.Body!.Position, $"The body has {body.Length:N0} bytes; Envoy takes {MaxBodyLength:N0}.");
        }

        return source.Status is { } status ? new DirectResponse((int)status, body, source.Position) : null;
    }
}
