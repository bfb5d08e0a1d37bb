using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>optionsConfigRefs</c>: options kept elsewhere. What is set in place wins, then the earlier reference.</summary>
internal static class OptionsRefs
{
    public static IReadOnlyList<ResourceRef> Read(ObjectReader o) =>
        o.Object("optionsConfigRefs", refs => refs.List("delegateOptions", ResourceRef.Read)) ?? [];
}
