using LlmPolicy.ExtAuth;
using LlmPolicy.Http;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary>Where a <c>routeAction</c> leads, compiled.</summary>
internal sealed class DestinationCompiler(CompileContext context, HeaderCompiler headers)
{
    private readonly ProviderCompiler _providers = new(context, headers);
    private readonly ExtAuthCompiler _extAuth = new(context);

    public IDestinationChoice? Compile(RouteAction source, string defaultNamespace)
    {
        if (source.ClusterHeader is { } header)
        {
            if (!HeaderSyntax.IsName(header.Value.TrimStart(':')))
            {
                context.Error(DiagnosticCodes.Header, header.Position, $"'{header}' is not a header name.");
            }

            return new HeaderChoice(
                header.Value,
                UpstreamCompiler.All(context).Where(name => !context.Unreachable.ContainsKey(name)).Select(name => new ForwardDestination(name, null, null) { Provider = _providers.Find(name) }));
        }

        if (source.Single is { } single)
        {
            return Compile(single, defaultNamespace, null) is { } destination ? new WeightedChoice([(destination, 1)]) : null;
        }

        if (source.UpstreamGroup is { } reference)
        {
            var name = reference.Named();
            if (context.Resources.TryFind<UpstreamGroup>(name, out var group))
            {
                return Compile(group);
            }

            context.Error(DiagnosticCodes.MissingReference, reference.Position, $"No UpstreamGroup {name} is defined.", reference.Advice("Add it to the manifests."));
            return null;
        }

        // What is not supported is reported by the reader.
        return source.IsUnsupported ? null : CompileWeighted(source.Multi?.Destinations ?? [], defaultNamespace, source.Position);
    }

    /// <summary>A group's destinations.</summary>
    public WeightedChoice? Compile(UpstreamGroup group) => CompileWeighted(group.Destinations, group.Name.Namespace, group.Position);

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
            else if (Compile(weighted.Destination, defaultNamespace, weighted.Options) is { } destination)
            {
                choices.Add((destination, weighted.Weight));
            }
        }

        return choices.Any(c => c.Item2 > 0) ? new WeightedChoice([.. choices]) : null;
    }

    private ForwardDestination? Compile(Destination source, string defaultNamespace, DestinationOptions? options)
    {
        if (CompileUpstream(source, defaultNamespace) is not var (name, position))
        {
            if (!source.IsUnsupported)
            {
                context.Error(DiagnosticCodes.Action, source.Position, "A destination needs an upstream, or kube with ref and port.");
            }

            return null;
        }

        bool missing = name.Name.Length > 0 && !UpstreamCompiler.IsKnown(name, context);
        var unreachable = context.Unreachable.GetValueOrDefault(name);
        if (missing)
        {
            ReportMissing(name, position);
        }
        else if (unreachable is not null)
        {
            // As with one that is missing: its routes would answer 503.
            unreachable.LedTo(
                $"a route leads to it at {position}",
                context.Options.MissingUpstream == DiagnosticSeverity.Error ? context.Options.MissingReferences : context.Options.MissingUpstream);
        }

        if (source.Subset is { Values.Count: > 0 } subset && !missing)
        {
            SubsetRules.Check(subset, name, context);
        }

        return new ForwardDestination(name, headers.CompileRequest(options?.HeaderManipulation), headers.CompileResponse(options?.HeaderManipulation))
        {
            Auth = options?.ExtAuth is { IsEmpty: false } own ? new DestinationAuth(_extAuth.Compile(own)) : null,

            // A guard forwards nothing: its app answers.
            Provider = _providers.Find(name),
            IsMissing = (missing || unreachable is not null) && context.Options.MissingUpstream == DiagnosticSeverity.Error,
        };
    }

    private void ReportMissing(ResourceName name, SourcePosition position)
    {
        string message = $"No Upstream {name} is in these files.";
        string remedy = $"Add it to the manifests, or set its address: LlmPolicy:Upstreams:{name.Namespace}:{name.Name}=http://host:port.";
        if (context.Options.MissingUpstream == DiagnosticSeverity.Error)
        {
            context.MissingByRule(DiagnosticCodes.MissingUpstream, position, message, remedy);
        }
        else
        {
            context.Missing(context.Options.MissingUpstream, DiagnosticCodes.MissingUpstream, position, message, remedy);
        }
    }

    private (ResourceName Name, SourcePosition Position)? CompileUpstream(Destination source, string defaultNamespace)
    {
        if (source.Upstream is { } reference)
        {
            return (reference.In(defaultNamespace), reference.Position);
        }

        return source.Kube is { Ref: { } service, Port: > 0 and <= 65535 } kube
            ? (UpstreamCompiler.AddService(service.Named(), (int)kube.Port, context), kube.Position)
            : null;
    }
}
