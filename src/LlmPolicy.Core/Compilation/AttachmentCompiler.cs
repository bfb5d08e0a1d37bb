using LlmPolicy.Evaluation;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>The rules that resources put on routes by <c>targetRefs</c>. One that leads nowhere is an error: somebody thinks that it guards.</summary>
internal sealed class AttachmentCompiler
{
    private readonly CompileContext _context;
    private readonly List<(TargetRef Target, ResourceName Holder, RouteRule Rule)> _attachments = [];

    public AttachmentCompiler(CompileContext context)
    {
        _context = context;
        foreach (var kind in context.Options.AttachedKinds)
        {
            foreach (var resource in context.Resources.All<AttachedResource>().Where(r => r.Kind == kind.Kind.Name).OrderBy(r => r.Name.ToString(), StringComparer.Ordinal))
            {
                Attach(resource, kind.Compile(resource, context));
            }
        }
    }

    /// <summary>The rules of a route, in the order of kinds and names.</summary>
    public IReadOnlyList<RouteRule> RulesOf(ResolvedRoute route) => _attachments.Count == 0
        ? []
        : [.. _attachments.Where(a => route.Trail.Way.Any(step => IsTarget(step, a.Target, a.Holder))).Select(a => a.Rule).Distinct()];

    private static bool IsTarget(RouteStep step, TargetRef target, ResourceName holder) =>
        step.Holder.GetType().Name == target.Kind.Value && step.Holder.Name == holder && (target.SectionName is not { } name || step.Route == name.Value);

    private void Attach(AttachedResource resource, RouteRule? rule)
    {
        if (resource.Targets.Count == 0)
        {
            _context.Error(
                DiagnosticCodes.Attachment, resource.Metadata.Position, $"{resource.Kind} {resource.Name} attaches to nothing.", "Name a VirtualService or a RouteTable in targetRefs.");
        }

        foreach (var target in resource.Targets)
        {
            var holder = new ResourceName(resource.Name.Namespace, target.Name.Value);
            if (RoutesOf(target, holder) is not { } routes)
            {
                continue;
            }

            if (target.SectionName is { } name && !routes.Any(route => route.Name?.Value == name.Value))
            {
                _context.Error(DiagnosticCodes.Attachment, name.Position, $"{target.Kind} {holder} has no route '{name}'.", "Give the route that name, or take sectionName out for all of them.");
            }
            else if (rule is not null)
            {
                _attachments.Add((target, holder, rule));
            }
        }
    }

    private IReadOnlyList<Route>? RoutesOf(TargetRef target, ResourceName holder)
    {
        var routes = target.Kind.Value switch
        {
            nameof(VirtualService) => _context.Resources.Find<VirtualService>(holder)?.VirtualHost?.Routes,
            nameof(RouteTable) => _context.Resources.Find<RouteTable>(holder)?.Routes,
            _ => null,
        };
        if (routes is null)
        {
            bool known = target.Kind.Value is nameof(VirtualService) or nameof(RouteTable);
            _context.Error(
                DiagnosticCodes.Attachment, known ? target.Name.Position : target.Kind.Position,
                known ? $"No {target.Kind} {holder} is defined." : $"Nothing attaches to a {target.Kind}.",
                known ? "Add it to the manifests, or name one of this namespace." : "Name a VirtualService or a RouteTable.");
        }

        return routes;
    }
}
