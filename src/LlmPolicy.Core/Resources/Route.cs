using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>routes[]</c>: matchers, of which one is enough, and one action.</summary>
internal sealed record Route(
    Text? Name,
    IReadOnlyList<Matcher> Matchers,
    RouteAction? RouteAction,
    RedirectAction? RedirectAction,
    DirectResponseAction? DirectResponseAction,
    DelegateAction? DelegateAction,
    RouteOptions Options,
    IReadOnlyList<ResourceRef> OptionsRefs,
    bool? InheritableMatchers,
    bool? InheritablePathMatchers,
    SourcePosition Position)
{
    /// <summary>Whether its matchers stand under the name that is not read any more, which is reported.</summary>
    public bool HasFormerMatcher { get; init; }

    /// <summary>The matchers that count: none at all is one for every path.</summary>
    public IReadOnlyList<Matcher> TriedMatchers => Matchers.Count > 0 ? Matchers : [Matcher.Root];

    public static Route Read(ObjectReader o)
    {
        o.LastOf("routeAction", "redirectAction", "directResponseAction", "delegateAction");
        o.Renamed("matcher", "matchers");
        o.Renamed("routePlugins", "options");
        return new(
            o.String("name"),
            o.List("matchers", Matcher.Read),
            o.Object("routeAction", Resources.RouteAction.Read),
            o.Object("redirectAction", Resources.RedirectAction.Read),
            o.Object("directResponseAction", Resources.DirectResponseAction.Read),
            o.Object("delegateAction", Resources.DelegateAction.Read),
            o.Object("options", RouteOptions.Read) ?? RouteOptions.None,
            Resources.OptionsRefs.Read(o),
            o.Boolean("inheritableMatchers"),
            o.Boolean("inheritablePathMatchers"),
            o.Position)
        { HasFormerMatcher = o.Has("matcher") };
    }
}

/// <summary><c>optionsConfigRefs</c>: options kept elsewhere. What is set in place wins, then the earlier reference.</summary>
internal static class OptionsRefs
{
    public static IReadOnlyList<ResourceRef> Read(ObjectReader o) =>
        o.Object("optionsConfigRefs", refs => refs.List("delegateOptions", ResourceRef.Read)) ?? [];
}
