using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>An options document that holds a guard, and that no virtual host or route refers to.</summary>
internal sealed class UnreferredGuardRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        var ofHosts = Named(context.Resources.OfType<VirtualService>().Select(s => s.VirtualHost).OfType<VirtualHost>().SelectMany(h => h.OptionsRefs));
        var ofRoutes = Named(context.Written.Routes.SelectMany(r => r.OptionsRefs));
        foreach (var resource in context.Resources)
        {
            switch (resource)
            {
                case VirtualHostOption { Options: { } options } when !ofHosts.Contains(resource.Name):
                    Report(resource, options.Jwt is not null, options.Rbac, "a virtual host", context);
                    break;
                case RouteOption { Options: { } options } when !ofRoutes.Contains(resource.Name):
                    Report(resource, options.Jwt?.Providers is not null, options.Rbac, "a route", context);
                    break;
            }
        }
    }

    private static HashSet<ResourceName> Named(IEnumerable<ResourceRef> references) => [.. references.Select(r => r.In(Metadata.DefaultNamespace))];

    private static void Report(Resource resource, bool asksForTokens, RbacSettings? rbac, string owner, AnalysisContext context)
    {
        string[] guards = [.. asksForTokens ? ["jwt"] : Array.Empty<string>(), .. rbac is { Disable: false } ? ["rbac"] : Array.Empty<string>()];
        if (guards.Length > 0)
        {
            context.Warn(
                DiagnosticCodes.UnreferredGuard, resource.Metadata.Position,
                $"Nothing refers to the {resource.GetType().Name} {resource.Name}: what its {string.Join(" and ", guards)} would guard is open.",
                $"Name it in optionsConfigRefs.delegateOptions of {owner}, or remove it.");
        }
    }
}
