using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>A route's action, compiled.</summary>
internal sealed class ActionCompiler(CompileContext context, HeaderCompiler headers, RetryPolicy? hostRetries)
{
    public IRouteAction? Compile(Route route, string defaultNamespace)
    {
        if (route.RouteAction is { } forward)
        {
            return CompileForward(forward, route.Options, defaultNamespace);
        }

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

    /// <summary>A group's destinations.</summary>
    public WeightedChoice? Compile(UpstreamGroup group) => CompileWeighted(group.Destinations, group.Name.Namespace, group.Position);

    /// <summary>The rewrites of options, which the action of a route takes up.</summary>
    public (IPathRewrite? Path, IHostRewrite? Host) CompileRewrites(RouteOptions options) =>
        (CompilePathRewrite(options.PrefixRewrite, options.RegexRewrite), CompileHostRewrite(options.HostRewrite));

    private ForwardAction? CompileForward(RouteAction source, RouteOptions options, string defaultNamespace)
    {
        var destinations = CompileDestinations(source, defaultNamespace);
        var (pathRewrite, hostRewrite) = CompileRewrites(options);
        return destinations is null ? null : new ForwardAction
        {
            Destinations = destinations,
            PathRewrite = pathRewrite,
            HostRewrite = hostRewrite,
            AppendXForwardedHost = options.AppendXForwardedHost ?? false,
            Timeout = Bound(options.Timeout),
            Retries = options.Retries is { } retries ? new RetryCompiler(context).Compile(retries) : hostRetries,
            IdleTimeout = options.IdleTimeout,
            MaxStreamDuration = Bound(options.MaxStreamDuration?.Limit),
            Position = source.Position,
        };
    }

    private static TimeSpan? Bound(TimeSpan? limit) => limit is { Ticks: > 0 } ? limit : null;

    private WeightedChoice? CompileDestinations(RouteAction source, string defaultNamespace)
    {
        if (source.Single is { } single)
        {
            return Compile(single, defaultNamespace, null) is { } destination ? new WeightedChoice([(destination, 1)]) : null;
        }

        if (source.UpstreamGroup is { } reference)
        {
            var name = reference.In(defaultNamespace);
            if (context.UpstreamGroups.TryGetValue(name, out var group))
            {
                return Compile(group);
            }

            context.Error(DiagnosticCodes.MissingReference, reference.Position, $"No UpstreamGroup {name} is defined.", "Add it to the manifests.");
            return null;
        }

        // What is not supported is reported by the reader.
        return source.IsUnsupported ? null : CompileWeighted(source.Multi?.Destinations ?? [], defaultNamespace, source.Position);
    }

    private WeightedChoice? CompileWeighted(IReadOnlyList<WeightedDestination> destinations, string defaultNamespace, SourcePosition position)
    {
        if (destinations.Count == 0)
        {
            context.Error(DiagnosticCodes.Action, position, "A destination is missing.", "Give it single, upstreamGroup, or multi with at least one destination.");
            return null;
        }

        if (destinations.All(d => d.Weight == 0))
        {
            context.Error(DiagnosticCodes.Action, position, "The weights add up to 0.", "Give at least one destination a weight.");
            return null;
        }

        var choices = new List<(ForwardDestination, long)>();
        foreach (var weighted in destinations)
        {
            if (weighted.Destination is null)
            {
                context.Error(DiagnosticCodes.Action, weighted.Position, "A weighted destination needs a destination.");
            }
            else if (Compile(weighted.Destination, defaultNamespace, weighted.HeaderManipulation) is { } destination)
            {
                choices.Add((destination, weighted.Weight));
            }
        }

        return choices.Any(c => c.Item2 > 0) ? new WeightedChoice([.. choices]) : null;
    }

    private ForwardDestination? Compile(Destination source, string defaultNamespace, HeaderManipulation? manipulation)
    {
        if (CompileUpstream(source, defaultNamespace) is not var (name, position))
        {
            if (!source.IsUnsupported)
            {
                context.Error(DiagnosticCodes.Action, source.Position, "A destination needs an upstream, or kube with ref and port.");
            }

            return null;
        }

        if (name.Name.Length > 0 && !UpstreamCompiler.IsKnown(name, context))
        {
            context.Missing(
                context.Options.MissingUpstream,
                DiagnosticCodes.MissingUpstream,
                position,
                $"No Upstream {name} is in these files.",
                $"Add it to the manifests, or set its address: LlmPolicy:Upstreams:{name.Namespace}:{name.Name}=http://host:port.");
        }

        return new ForwardDestination(name, headers.CompileRequest(manipulation), headers.CompileResponse(manipulation));
    }

    private (ResourceName Name, SourcePosition Position)? CompileUpstream(Destination source, string defaultNamespace)
    {
        if (source.Upstream is { } reference)
        {
            return (reference.In(defaultNamespace), reference.Position);
        }

        return source.Kube is { Ref: { } service, Port: > 0 and <= 65535 } kube
            ? (UpstreamCompiler.AddService(service.In(defaultNamespace), (int)kube.Port, context), kube.Position)
            : null;
    }

    /// <summary>An empty prefixRewrite is none, as in Envoy.</summary>
    private IPathRewrite? CompilePathRewrite(Text? prefix, RegexRewrite? regex)
    {
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
            return new LiteralHostRewrite(literal.Value);
        }

        if (options.HostRewriteHeader is { } header)
        {
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
            PathRules.CheckRewrite(path, context);
        }

        if (source.HostRedirect is { } host)
        {
            PathRules.CheckRewrite(host, context);
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

    private static DirectResponse? CompileDirectResponse(DirectResponseAction source) =>
        source.Status is { } status ? new DirectResponse((int)status, Jwt.ClaimText.ToBytes(source.Body?.Value ?? ""), source.Position) : null;
}
