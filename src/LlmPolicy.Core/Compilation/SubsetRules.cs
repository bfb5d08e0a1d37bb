using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>
/// <c>subset</c> of a destination: the hosts of an Upstream that have some labels. Gloo and Envoy pass it over where the Upstream has no <c>subsetSpec</c>. Which pods
/// have which labels a cluster alone knows; the address that the options give has none.
/// </summary>
internal static class SubsetRules
{
    public static void Check(Subset subset, ResourceName name, CompileContext context)
    {
        bool isReplaced = context.Options.Upstreams.ContainsKey(name);
        switch (context.Resources.Find<Upstream>(name)?.Kube?.Subsets)
        {
            case null:
                context.Diagnostics.Warning(
                    DiagnosticCodes.Action, subset.Position, $"subset is ignored: {(isReplaced ? "the address in the options is one for all" : $"Upstream {name} has no subsetSpec")}.", "Remove it.");
                break;
            case var spec when !spec.Has(subset):
                context.Error(DiagnosticCodes.Action, subset.Position, $"No selector of Upstream {name} has these labels and no other.", "Use the keys of one of its subsetSpec.selectors.");
                break;
            case { Fallback: SubsetFallback.AnyEndpoint } when isReplaced:
                context.Diagnostics.Warning(
                    DiagnosticCodes.Action, subset.Position, $"subset picks nothing: the address in the options has no labels, and Upstream {name} falls back to any host.",
                    "Give each subset an Upstream of its own, where they have to be told apart.");
                break;
            default:
                context.Error(
                    DiagnosticCodes.Unsupported, subset.Position, $"Which hosts of Upstream {name} have these labels, only a cluster knows.",
                    "Give each subset a Service and an Upstream of its own, or keep this part in the cluster.");
                break;
        }
    }
}
