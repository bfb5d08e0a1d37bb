using LlmPolicy.Exchanges;
using LlmPolicy.Rbac;

namespace LlmPolicy.Budgets;

/// <summary>One of <c>overrides</c>, compiled: limits of subjects with these values of the budget's key, or of callers who are one of the principals. Both have to fit where both are given.</summary>
/// <param name="Key">Which of the budget's key claims, by index, has which value.</param>
/// <param name="Principals">Who it is for; empty for anybody.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Position">Where it is written.</param>
internal sealed record LimitOverride((int Index, string Value)[] Key, RbacPrincipal[] Principals, CompiledLimit[] Limits, SourcePosition Position)
{
    public bool IsFor(in BudgetSubject subject, IReadOnlyList<VerifiedCaller> callers, Findings? findings)
    {
        int mark = findings?.Mark ?? 0;
        bool fits = HasKey(subject.Values) && (Principals.Length == 0 || HasPrincipal(callers, findings));
        findings?.Override(this, mark, fits);
        return fits;
    }

    private bool HasKey(IReadOnlyList<ClaimValue> values)
    {
        foreach (var (index, value) in Key)
        {
            if (values[index].Text != value)
            {
                return false;
            }
        }

        return true;
    }

    private bool HasPrincipal(IReadOnlyList<VerifiedCaller> callers, Findings? findings)
    {
        var cursor = new ClaimCursor();
        bool fits = false;
        for (int i = 0; i < Principals.Length && !fits; i++)
        {
            int mark = findings?.Mark ?? 0;
            fits = Principals[i].Matches(callers, ref cursor, "overrides", findings);
            findings?.Principal(Principals[i], i, mark, callers, fits);
        }

        return fits;
    }
}
