using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Resources;
using LlmPolicy.Usage;

namespace LlmPolicy.Compilation;

/// <summary>A kind of our own group: how its resources are read, and the rule that each puts on the routes that it attaches to.</summary>
/// <param name="Kind">How one is read.</param>
/// <param name="Compile">The rule of one; null where it can't be used, and that is reported.</param>
internal sealed record AttachedKind(ResourceKind Kind, Func<AttachedResource, CompileContext, RouteRule?> Compile)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<AttachedKind> All { get; } =
    [
        new(ModelPolicy.Definition, (resource, context) => new ModelPolicyCompiler(context).Compile((ModelPolicy)resource)),
        new(UsagePolicy.Definition, (resource, _) => ((UsagePolicy)resource).Meter ? new RouteRule(StepPhase.Body, new UsageStep(((UsagePolicy)resource).StreamUsage, resource.Metadata.Position)) : null),
        new(TokenBudget.Definition, (resource, context) => new TokenBudgetCompiler(context).Compile((TokenBudget)resource)),
    ];
}
