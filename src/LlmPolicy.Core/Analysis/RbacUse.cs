using LlmPolicy.Compilation;
using LlmPolicy.Resources;

namespace LlmPolicy.Analysis;

/// <summary>An <c>rbac</c> and the routes at which it counts.</summary>
internal sealed record RbacUse(RbacSettings Rbac, IReadOnlyList<(CompiledHost Host, CompiledRoute Route)> Routes)
{
    /// <summary>The providers whose tokens its principals get to see.</summary>
    public IReadOnlyList<(string Name, JwtProvider Provider)> Providers { get; } =
    [
        .. Routes.SelectMany(r => r.Route.Guards.Stages).Distinct<JwtExtension>(ReferenceEqualityComparer.Instance)
            .SelectMany(stage => stage.Providers).Select(p => (p.Name.Value, p.Provider)),
    ];

    public static IEnumerable<RbacUse> Of(IReadOnlyList<(CompiledHost Host, CompiledRoute Route)> routes) =>
        routes.Where(r => r.Route.Guards.Rbac is { Disable: false })
            .GroupBy<(CompiledHost Host, CompiledRoute Route), RbacSettings>(r => r.Route.Guards.Rbac!, ReferenceEqualityComparer.Instance)
            .Select(uses => new RbacUse(uses.Key, [.. uses]));
}
