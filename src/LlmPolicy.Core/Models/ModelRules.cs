namespace LlmPolicy.Models;

/// <summary>A ModelPolicy's rules in order: the first that is for the caller and allows a model is the one that counts for it. None does, and it is refused.</summary>
internal sealed class ModelRules(ModelRule[] rules, SourcePosition position)
{
    public IReadOnlyList<ModelRule> Rules => rules;

    public SourcePosition Position => position;

    /// <summary>The rules that are for somebody.</summary>
    public ModelRule[] For(IReadOnlyList<VerifiedCaller> callers) => Array.FindAll(rules, rule => rule.IsFor(callers, null));

    /// <summary>The rule that allows a model, of those that are for the caller; null for none.</summary>
    public static ModelRule? Allowing(string model, ModelRule[] mine, IReadOnlyList<VerifiedCaller> callers) => Array.Find(mine, rule => rule.Allows(model, callers));

    /// <summary>The ways to a model without its name that some rule allows the caller.</summary>
    public static UnnamedWays Ways(ModelRule[] mine) => mine.Aggregate(UnnamedWays.None, (all, rule) => all | rule.Unnamed);
}
