namespace LlmPolicy.Rbac;

/// <summary>
/// Which rules of one <c>rbac</c> a caller fits, found out rule by rule as it is asked. A byte a rule, which a thread reads and writes whole:
/// two that ask at once find out the same thing twice, and neither sees half of it.
/// </summary>
internal sealed class RuleFits(IReadOnlyList<RbacRule> rules)
{
    private readonly Fit[] _fits = new Fit[rules.Count];

    private enum Fit : byte
    {
        Unknown,
        Yes,
        No,
    }

    /// <summary>Whether the caller fits the rule at an index.</summary>
    public bool Of(int index, VerifiedCaller caller)
    {
        var fit = _fits[index];
        if (fit == Fit.Unknown)
        {
            _fits[index] = fit = rules[index].Fits(caller.Alone, null) ? Fit.Yes : Fit.No;
        }

        return fit == Fit.Yes;
    }
}
