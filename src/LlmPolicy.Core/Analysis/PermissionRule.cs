using LlmPolicy.Http;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>Permissions that none of the routes at which they count can meet.</summary>
internal sealed class PermissionRule : IAnalysisRule
{
    public void Check(AnalysisContext context)
    {
        foreach (var use in context.Rbac)
        {
            foreach (var permissions in use.Rbac.Policies.Select(p => p.Policy.Permissions).OfType<Permissions>())
            {
                CheckMethods(permissions, context);
                CheckRoutes(permissions, use, context);
            }
        }
    }

    private static void CheckMethods(Permissions permissions, AnalysisContext context)
    {
        foreach (var method in permissions.Methods.Where(m => !HttpSyntax.IsMethod(m.Value)))
        {
            context.Warn(DiagnosticCodes.NeverAllows, method.Position, $"'{method}' is not an HTTP method.", "Methods are written in capitals.");
        }
    }

    private static void CheckRoutes(Permissions permissions, RbacUse use, AnalysisContext context)
    {
        var matchers = use.Routes.SelectMany(r => r.Route.Source.TriedMatchers);
        if (permissions.PathPrefix is { Value.Length: > 0 } path && !matchers.Any(m => PathOverlap.CanBegin(m, path.Value)))
        {
            context.Warn(
                DiagnosticCodes.NeverAllows, path.Position, $"The policy never allows: no path that its routes match begins with '{path}'.",
                "It is compared with the path as it came, before prefixRewrite.");
        }
        else if (permissions.Methods is [var first, ..] && permissions.Methods.All(m => HttpSyntax.IsMethod(m.Value)) && !matchers.Any(m => Shares(m, permissions)))
        {
            context.Warn(
                DiagnosticCodes.NeverAllows, first.Position, "The policy never allows: the matchers of its routes take none of these methods.", "Name methods that the matchers take.");
        }
    }

    private static bool Shares(Matcher matcher, Permissions permissions) =>
        matcher.Methods.Count == 0 || matcher.Methods.Any(m => permissions.Methods.Any(p => p.Value == m.Value));
}
